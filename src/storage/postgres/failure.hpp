#pragma once

#include <stdexcept>
#include <string>

#include "parley/base/status.hpp"

struct pg_conn;
struct pg_result;

namespace parley::storage::postgres {

/// How errors of PostgreSQL travel inside this driver; caught at its rim. No text of one holds a
/// password or a value of a row.
class failure : public std::runtime_error {
 public:
  /// `code` is an SQLSTATE; empty: the connection is at fault, not what was asked.
  failure(std::string code, const std::string& text)
      : std::runtime_error(text), code_(std::move(code)) {}

  static failure of(const pg_result* answer, const std::string& doing);
  static failure lost(const std::string& why) { return {"", why}; }

  /// What stored rows say cannot be read.
  static failure damaged(const std::string& why) { return {"XX001", why}; }

  const std::string& code() const { return code_; }

  /// The connection is of no use any more.
  bool is_lost() const;

  /// Somebody else was in the way; the same again may succeed at once.
  bool is_serialization() const;

  /// The store cannot do it now, whatever is asked: lost, disk full, read-only, shutting down, ...
  bool is_temporary() const;

  /// What was asked does not fit the tables.
  bool is_constraint() const;

  base::status to_status() const;

 private:
  bool is_class(std::string_view two) const { return code_.starts_with(two); }

  std::string code_;
};

}  // namespace parley::storage::postgres
