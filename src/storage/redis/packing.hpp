#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parley/base/digest.hpp"

namespace parley::storage::redis {

/// Values one behind the other, as a row has them: numbers take as many bytes as they need, texts
/// their size and their bytes.
class packer {
 public:
  packer& number(std::int64_t value);
  packer& text(std::string_view value);
  packer& optional_text(const std::optional<std::string>& value);
  packer& optional_number(const std::optional<std::int64_t>& value);
  packer& digest(const base::digest& value);
  /// Bytes as they are.
  packer& raw(std::string_view bytes);

  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads them in the same order. Throws `failure` for bytes that end too early.
class unpacker {
 public:
  explicit unpacker(std::string_view bytes) : rest_(bytes) {}

  std::int64_t number();
  std::string_view view();
  std::string text() { return std::string{view()}; }
  std::optional<std::string> optional_text();
  std::optional<std::int64_t> optional_number();
  base::digest digest();
  /// So many bytes as they are.
  std::string_view raw(std::size_t size);

 private:
  std::string_view rest_;
};

/// Parts of a key one behind the other, so that the order of bytes is the order of the parts and
/// no key is the beginning of another one's part.
class key {
 public:
  key& text(std::string_view value);
  key& number(std::int64_t value);
  key& byte(std::uint8_t value);
  /// Bytes as they are: as the last part only.
  key& rest(std::string_view value);

  const std::string& bytes() const { return bytes_; }
  operator std::string() && { return std::move(bytes_); }
  operator const std::string&() const& { return bytes_; }

 private:
  std::string bytes_;
};

/// The key of a row that is known by one number, and its way back.
std::string number_key(std::int64_t value);
std::int64_t number_of(std::string_view key);

/// Takes the parts of a key apart again. Throws `failure` as above.
class key_reader {
 public:
  explicit key_reader(std::string_view bytes) : rest_(bytes) {}
  std::string text();
  std::int64_t number();
  std::uint8_t byte();
  std::string rest() { return std::string{rest_}; }

 private:
  std::string_view rest_;
};

}  // namespace parley::storage::redis
