#include "parley/domain/message_id.hpp"

#include <charconv>

namespace parley::domain {

namespace {

constexpr std::size_t suffix_length = 10;  // of base::make_suffix

bool is_suffix(std::string_view text) {
  return text.size() == suffix_length &&
         text.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz") == std::string_view::npos;
}

}  // namespace

std::string make_message_id(std::int64_t seq, std::string_view suffix) {
  std::string id = "m" + std::to_string(seq) + "-";
  id.append(suffix);
  return id;
}

std::optional<std::int64_t> seq_of_message_id(std::string_view id) {
  if (id.size() < suffix_length + 3 || id.front() != 'm') return std::nullopt;
  const auto dash = id.size() - suffix_length - 1;
  if (id[dash] != '-' || !is_suffix(id.substr(dash + 1))) return std::nullopt;
  const auto digits = id.substr(1, dash - 1);
  // One number, one spelling: no sign, no leading zero.
  if (digits.front() < '1' || digits.front() > '9') return std::nullopt;
  std::int64_t seq = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seq);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return seq;
}

}  // namespace parley::domain
