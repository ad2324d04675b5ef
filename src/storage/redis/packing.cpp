#include "storage/redis/packing.hpp"

#include <algorithm>
#include <limits>

#include "redis/failure.hpp"

namespace parley::storage::redis {
namespace {

constexpr std::size_t number_bytes = 8;
constexpr unsigned more = 0x80;
constexpr unsigned low_bits = 7;

// A zero within a text of a key, and its end.
constexpr char zero = '\0';
constexpr char goes_on = '\xff';
constexpr char ends = '\x01';

[[noreturn]] void fail() { throw parley::redis::failure::damaged("a stored row is damaged"); }

std::uint64_t folded(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t unfolded(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

}  // namespace

packer& packer::number(std::int64_t value) {
  auto rest = folded(value);
  for (; rest >= more; rest >>= low_bits) bytes_ += static_cast<char>((rest & (more - 1)) | more);
  bytes_ += static_cast<char>(rest);
  return *this;
}

packer& packer::text(std::string_view value) {
  number(static_cast<std::int64_t>(value.size()));
  bytes_.append(value);
  return *this;
}

packer& packer::optional_text(const std::optional<std::string>& value) {
  number(value ? 1 : 0);
  return value ? text(*value) : *this;
}

packer& packer::optional_number(const std::optional<std::int64_t>& value) {
  number(std::int64_t{value.has_value()});
  return value ? number(*value) : *this;
}

packer& packer::digest(const base::digest& value) {
  bytes_.append(reinterpret_cast<const char*>(value.data()), value.size());
  return *this;
}

packer& packer::raw(std::string_view bytes) {
  bytes_.append(bytes);
  return *this;
}

std::int64_t unpacker::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += low_bits) {
    if (rest_.empty()) fail();
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & (more - 1)) << shift;
    if (byte < more) return unfolded(value);
  }
  fail();
}

std::string_view unpacker::view() {
  const auto size = number();
  if (size < 0) fail();
  return raw(static_cast<std::size_t>(size));
}

std::string_view unpacker::raw(std::size_t size) {
  if (size > rest_.size()) fail();
  const auto found = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return found;
}

std::optional<std::string> unpacker::optional_text() {
  if (number() == 0) return std::nullopt;
  return text();
}

std::optional<std::int64_t> unpacker::optional_number() {
  if (number() == 0) return std::nullopt;
  return number();
}

base::digest unpacker::digest() {
  base::digest value;
  const auto bytes = raw(value.size());
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(value.data()));
  return value;
}

key& key::text(std::string_view value) {
  for (const char c : value) {
    bytes_ += c;
    if (c == zero) bytes_ += goes_on;
  }
  bytes_ += zero;
  bytes_ += ends;
  return *this;
}

key& key::number(std::int64_t value) {
  // Negative numbers come first.
  const auto ordered = static_cast<std::uint64_t>(value) ^
                       static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::min());
  for (unsigned shift = 64; shift > 0; shift -= 8)
    bytes_ += static_cast<char>((ordered >> (shift - 8)) & 0xff);
  return *this;
}

key& key::byte(std::uint8_t value) {
  bytes_ += static_cast<char>(value);
  return *this;
}

key& key::rest(std::string_view value) {
  bytes_.append(value);
  return *this;
}

std::string number_key(std::int64_t value) { return key{}.number(value).bytes(); }

std::int64_t number_of(std::string_view bytes) { return key_reader{bytes}.number(); }

std::string key_reader::text() {
  std::string value;
  for (;;) {
    const auto at = rest_.find(zero);
    if (at == rest_.npos || at + 1 == rest_.size()) fail();
    value.append(rest_.substr(0, at));
    const char next = rest_[at + 1];
    rest_.remove_prefix(at + 2);
    if (next == ends) return value;
    value += zero;
  }
}

std::int64_t key_reader::number() {
  if (rest_.size() < number_bytes) fail();
  std::uint64_t ordered = 0;
  for (std::size_t i = 0; i < number_bytes; ++i)
    ordered = ordered << 8 | static_cast<unsigned char>(rest_[i]);
  rest_.remove_prefix(number_bytes);
  return static_cast<std::int64_t>(
      ordered ^ static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::min()));
}

std::uint8_t key_reader::byte() {
  if (rest_.empty()) fail();
  const auto value = static_cast<std::uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return value;
}

}  // namespace parley::storage::redis
