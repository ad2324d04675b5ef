#include "parley/context/bpe.hpp"

#include <algorithm>

#include "context/tokens/merge.hpp"
#include "context/tokens/pre_tokenizer.hpp"
#include "context/tokens/ranks_table.hpp"

namespace parley::context {

namespace {

/// Positions within a piece have 32 bits. Nothing that is counted comes near it.
constexpr std::ptrdiff_t piece_bytes_max = std::ptrdiff_t{1} << 30;

}  // namespace

std::string_view to_string(bpe_encoding encoding) {
  return encoding == bpe_encoding::cl100k_base ? "cl100k_base" : "o200k_base";
}

std::string_view published_digest(bpe_encoding encoding) {
  return encoding == bpe_encoding::cl100k_base
             ? "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
             : "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d";
}

std::size_t bpe_ranks::size() const { return table_->size(); }

bpe_counter::bpe_counter(bpe_encoding encoding, bpe_ranks ranks)
    : encoding_(encoding), ranks_(std::move(ranks)) {}

std::int64_t bpe_counter::count(std::string_view text) const {
  const pre_tokenizer pieces{encoding_};
  const auto& ranks = ranks_.table();
  const char* p = text.data();
  const char* const end = p + text.size();
  std::int64_t tokens = 0;
  while (p != end) {
    const auto size = std::min(pieces.piece_end(p, end) - p, piece_bytes_max);
    tokens += count_tokens(ranks, {p, static_cast<std::size_t>(size)}, end);
    p += size;
  }
  return tokens;
}

}  // namespace parley::context
