#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "parley/base/status.hpp"
#include "parley/context/counter.hpp"

namespace parley::context {

class ranks_table;

/// The limits of a rank file; the published ones have 1.7 and 3.6 MB, 200,000 tokens and tokens of
/// 128 bytes.
inline constexpr std::size_t rank_file_bytes_max = 32 << 20;
inline constexpr std::size_t rank_token_bytes_max = 1024;

/// The tokens of a byte-pair encoding: byte sequences, each with its rank, immutable and shared by
/// all copies. Any number of threads may use one.
class bpe_ranks {
 public:
  /// Reads the content of a rank file in tiktoken's format: lines of a token in base64 (RFC 4648,
  /// padded), a blank and its rank in decimal; lines end in LF or CRLF, empty ones are skipped.
  /// Ranks may stand in any order. Fails with `invalid_argument`, field `rank_file` and the number
  /// of the line when a line is malformed, a token or a rank is there twice, a rank is missing
  /// below the highest, or one of the 256 single bytes has no rank; with `too_large` above the
  /// limits.
  static base::result<bpe_ranks> parse(std::string_view file);

  /// Number of tokens.
  std::size_t size() const;

  const ranks_table& table() const { return *table_; }

 private:
  explicit bpe_ranks(std::shared_ptr<const ranks_table> table) : table_(std::move(table)) {}

  std::shared_ptr<const ranks_table> table_;
};

/// How a text is cut into pieces before bytes are paired.
enum class bpe_encoding : std::uint8_t { cl100k_base, o200k_base };

/// `cl100k_base` or `o200k_base`.
std::string_view to_string(bpe_encoding encoding);

/// SHA-256 of the published rank file of an encoding, 64 hexadecimal digits, as
/// `tiktoken_ext/openai_public.py` of openai/tiktoken states it.
std::string_view published_digest(bpe_encoding encoding);

/// Counts exactly what tiktoken's `encode_ordinary` gives: special tokens such as `<|endoftext|>`
/// are text like any other, since what people write is never special. Classes of characters are
/// those of Unicode 16.0. The time grows with n log n in the length of a text, whatever it holds.
///
/// `exact()` says that the method is; whether the ranks are those of the encoding is the caller's
/// to know (`published_digest`; `counters` checks it).
class bpe_counter final : public counter {
 public:
  bpe_counter(bpe_encoding encoding, bpe_ranks ranks);

  std::string_view name() const override { return to_string(encoding_); }
  bool exact() const override { return true; }
  std::int64_t count(std::string_view text) const override;

 private:
  bpe_encoding encoding_;
  bpe_ranks ranks_;
};

}  // namespace parley::context
