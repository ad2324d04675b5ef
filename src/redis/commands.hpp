#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace parley::redis {

/// Words of a command that are gathered before it is known how many they are.
class words {
 public:
  words& add(std::string_view bytes);
  words& add(std::int64_t number);
  words& all(const words& gathered);

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::size_t count_ = 0;
};

/// Commands to be sent in one go, as they travel (RESP 2). Words are bytes, of any kind and length
/// that the server takes (512 MB by default). Used by one thread.
class commands {
 public:
  commands() = default;
  /// One command.
  commands(std::initializer_list<std::string_view> words) { add(words); }

  commands& add(std::initializer_list<std::string_view> words);

  /// A command of so many words, which are to follow.
  commands& begin(std::size_t words);
  commands& word(std::string_view bytes);
  commands& word(std::int64_t number);
  commands& all(const words& gathered);
  /// Whole commands.
  commands& append(const commands& more);

  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  const std::string& bytes() const { return bytes_; }
  void clear();

 private:
  std::string bytes_;
  std::size_t count_ = 0;
};

}  // namespace parley::redis
