#include "context/tokens/tiny_ranks.hpp"

#include <cstdint>

namespace parley::tests {

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
      bits = bits << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      text += i + k <= bytes.size() ? digits[bits >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

std::string rank_file(const std::vector<std::string>& tokens) {
  std::string file;
  for (std::size_t rank = 0; rank < tokens.size(); ++rank)
    file += base64(tokens[rank]) + ' ' + std::to_string(rank) + '\n';
  return file;
}

std::vector<std::string> with_single_bytes(const std::vector<std::string>& more) {
  std::vector<std::string> tokens;
  for (int byte = 0; byte < 256; ++byte) tokens.emplace_back(1, static_cast<char>(byte));
  tokens.insert(tokens.end(), more.begin(), more.end());
  return tokens;
}

}  // namespace parley::tests
