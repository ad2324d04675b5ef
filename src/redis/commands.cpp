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

void body(std::string& to, std::string_view bytes) {
  head(to, '$', static_cast<std::int64_t>(bytes.size()));
  to.append(bytes).append("\r\n");
}

void body(std::string& to, std::int64_t number) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  body(to, std::string_view{digits.data(), static_cast<std::size_t>(end - digits.data())});
}

}  // namespace

words& words::add(std::string_view bytes) {
  body(bytes_, bytes);
  ++count_;
  return *this;
}

words& words::add(std::int64_t number) {
  body(bytes_, number);
  ++count_;
  return *this;
}

words& words::all(const words& gathered) {
  bytes_.append(gathered.bytes_);
  count_ += gathered.count_;
  return *this;
}

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
  body(bytes_, bytes);
  return *this;
}

commands& commands::word(std::int64_t number) {
  body(bytes_, number);
  return *this;
}

commands& commands::all(const words& gathered) {
  bytes_.append(gathered.bytes());
  return *this;
}

commands& commands::append(const commands& more) {
  bytes_.append(more.bytes_);
  count_ += more.count_;
  return *this;
}

void commands::clear() {
  bytes_.clear();
  count_ = 0;
}

}  // namespace parley::redis
