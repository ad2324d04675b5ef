#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "parley/base/status.hpp"

namespace parley::redis {

/// How errors of Redis travel in what uses it; caught at the user's rim. No text of one holds a
/// password or an argument of a command.
class failure : public std::runtime_error {
 public:
  /// What a server answered: `OOM command not allowed ...`.
  static failure of(std::string_view error);

  /// The connection is at fault, not what was asked. Whether it was done is not known.
  static failure lost(const std::string& why) { return {"", why}; }

  /// What was answered or is stored is not what it must be.
  static failure damaged(const std::string& why) { return {damaged_code, why}; }

  /// The first word of the server's error: `ERR`, `NOSCRIPT`, `WRONGPASS`; empty when lost.
  const std::string& code() const { return code_; }

  /// The connection is of no use any more.
  bool is_lost() const { return code_.empty(); }

  /// The server cannot do it now, whatever is asked: lost, loading, out of memory, a replica, a
  /// full disk, no such user, ... Nothing was done, unless the connection is lost.
  bool is_temporary() const;

  bool is_damage() const { return code_ == damaged_code; }

  /// `unavailable` with a time to wait, or `internal`.
  base::status to_status() const;

 private:
  static constexpr const char* damaged_code = "DAMAGED";

  failure(std::string code, const std::string& text)
      : std::runtime_error(text), code_(std::move(code)) {}

  std::string code_;
};

}  // namespace parley::redis
