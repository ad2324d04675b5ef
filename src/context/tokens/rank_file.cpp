#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "context/tokens/ranks_table.hpp"
#include "parley/context/bpe.hpp"

namespace parley::context {

namespace {

/// What a base64 digit stands for, RFC 4648 section 4; -1 when it is none.
int digit_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

/// Padded base64 in its one canonical form: no stray bits behind the last byte.
std::optional<std::string> base64_decoded(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  std::string bytes;
  std::uint32_t bits = 0;
  int pending = 0;
  for (const char c : text.substr(0, text.size() - padding)) {
    const auto value = digit_value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xffffff;
    pending += 6;
    if (pending < 8) continue;
    pending -= 8;
    bytes += static_cast<char>(bits >> pending & 0xff);
  }
  if ((bits & ((1u << pending) - 1)) != 0) return std::nullopt;
  return bytes;
}

struct ranked {
  std::string token;
  std::size_t line = 0;  ///< 0: no line had this rank
};

tl::unexpected<base::status> refuse(std::size_t line, std::string text) {
  return base::fail(base::errc::invalid_argument, "rank_file",
                    "line " + std::to_string(line) + ": " + std::move(text));
}

base::result<std::pair<std::string, std::uint32_t>> read_line(std::string_view line,
                                                              std::size_t number) {
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos)
    return refuse(number, "a line is a token in base64, one blank and its rank");
  auto token = base64_decoded(line.substr(0, blank));
  if (!token) return refuse(number, "the token must be padded base64 of at least one byte");
  if (token->size() > rank_token_bytes_max)
    return base::fail(base::errc::too_large, "rank_file",
                      "line " + std::to_string(number) + ": a token has at most " +
                          std::to_string(rank_token_bytes_max) + " bytes");
  const auto digits = line.substr(blank + 1);
  std::uint32_t rank = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), rank);
  if (error != std::errc{} || stop != digits.data() + digits.size())
    return refuse(number, "the rank must be a decimal number below 2^32");
  return std::pair{std::move(*token), rank};
}

/// The tokens by rank. A line has seven bytes at least, so a rank above a seventh of the file's
/// size leaves a gap whatever follows, and no memory is spent on it.
base::result<std::vector<ranked>> read_lines(std::string_view file) {
  std::vector<ranked> all;
  const auto rank_max = file.size() / 7;
  for (std::size_t number = 1; !file.empty(); ++number) {
    const auto end = std::min(file.find('\n'), file.size());
    auto line = file.substr(0, end);
    file.remove_prefix(std::min(end + 1, file.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    auto read = read_line(line, number);
    if (!read) return base::fail(std::move(read.error()));
    auto& [token, rank] = *read;
    if (rank > rank_max) return refuse(number, "ranks are 0, 1, 2, ... without a gap");
    if (rank >= all.size()) all.resize(rank + 1);
    if (all[rank].line != 0)
      return refuse(number, "rank " + std::to_string(rank) + " is that of line " +
                                std::to_string(all[rank].line) + " too; each is there once");
    all[rank] = {std::move(token), number};
  }
  return all;
}

}  // namespace

base::result<bpe_ranks> bpe_ranks::parse(std::string_view file) {
  if (file.size() > rank_file_bytes_max)
    return base::fail(base::errc::too_large, "rank_file",
                      "a rank file has at most " + std::to_string(rank_file_bytes_max) + " bytes");
  auto all = read_lines(file);
  if (!all) return base::fail(std::move(all.error()));

  std::string bytes;
  std::vector<std::uint32_t> ends;
  std::array<bool, 256> single{};
  for (std::size_t rank = 0; rank < all->size(); ++rank) {
    const auto& [token, line] = (*all)[rank];
    if (line == 0)
      return base::fail(
          base::errc::invalid_argument, "rank_file",
          "no line has rank " + std::to_string(rank) + ": ranks are 0, 1, 2, ... without a gap");
    if (token.size() == 1) single[static_cast<unsigned char>(token.front())] = true;
    bytes += token;
    ends.push_back(static_cast<std::uint32_t>(bytes.size()));
  }
  for (std::size_t byte = 0; byte < single.size(); ++byte)
    if (!single[byte])
      return base::fail(base::errc::invalid_argument, "rank_file",
                        "byte " + std::to_string(byte) +
                            " has no rank: each of the 256 single bytes must be a token");
  auto table = std::make_shared<const ranks_table>(std::move(bytes), std::move(ends));
  if (const auto twice = table->first_repeated())
    return refuse((*all)[*twice].line, "this token has a rank already; each is there once");
  return bpe_ranks{std::move(table)};
}

}  // namespace parley::context
