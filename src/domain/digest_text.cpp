#include "domain/digest_text.hpp"

namespace parley::domain {

namespace {
constexpr std::string_view digits = "0123456789abcdef";
}  // namespace

std::string to_hex(const base::digest& d) {
  std::string out;
  out.reserve(2 * d.size());
  for (const auto byte : d) {
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 0x0f]);
  }
  return out;
}

std::optional<base::digest> digest_from_hex(std::string_view text) {
  base::digest out;
  if (text.size() != 2 * out.size()) return std::nullopt;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto high = digits.find(text[2 * i]);
    const auto low = digits.find(text[2 * i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    out[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return out;
}

}  // namespace parley::domain
