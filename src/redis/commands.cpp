#include "redis/commands.hpp"

#include <array>
#include <charconv>

namespace parley::redis {
namespace {

void head(std::string& to, char kind, std::int64_t number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  to.append(1, kind).append(digits.data(), end).append("\r\n");
}

}  // namespace

commands& commands::add(std::initializer_list<std::string_view> words) {
  begin(words.size());
  for (const auto each : words) word(each);
  return *this;
}

commands& commands::begin(std::size_t words) {
  head(bytes_, '*', static_cast<std::int64_t>(words));
  ++count_;
  return *this;
}

commands& commands::word(std::string_view bytes) {
  head(bytes_, '$', static_cast<std::int64_t>(bytes.size()));
  bytes_.append(bytes).append("\r\n");
  return *this;
}

commands& commands::word(std::int64_t number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return word(std::string_view{digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void commands::clear() {
  bytes_.clear();
  count_ = 0;
}

}  // namespace parley::redis
