#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "redis/commands.hpp"
#include "redis/connection.hpp"

namespace parley::redis {

/// A Lua program that a server keeps by the hash of its text. Immutable; shared by threads.
class script {
 public:
  explicit script(std::string text);

  const std::string& text() const { return text_; }
  /// 40 hexadecimal digits of its SHA-1, as the server counts it.
  const std::string& hash() const { return hash_; }

  /// Begins a call by its hash; that many keys and then that many arguments are to follow.
  commands& call(commands& to, std::size_t keys, std::size_t arguments) const;

  /// The answer says that the server does not know it (any more): nothing was done.
  static bool is_missing(const reply_view& answer);
  /// Makes it known.
  void load(connection& to) const;

 private:
  std::string text_;
  std::string hash_;
};

/// Runs a program; one that the server does not know is loaded and run then. Throws `failure`.
reply run(connection& at, const script& what, const std::vector<std::string_view>& keys,
          const std::vector<std::string_view>& arguments);

/// Asks what calls scripts, among other things. When the server does not know one of them, all are
/// loaded and everything is asked again: what is asked must be something that may be repeated.
replies exchange(connection& at, const commands& asked, std::initializer_list<const script*> used);

}  // namespace parley::redis
