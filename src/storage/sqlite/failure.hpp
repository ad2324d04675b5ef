#pragma once

#include <stdexcept>
#include <string>

#include "parley/base/status.hpp"

struct sqlite3;

namespace parley::storage::sqlite {

/// How errors of SQLite travel inside this driver; caught at its rim.
class failure : public std::runtime_error {
 public:
  failure(int code, const std::string& text) : std::runtime_error(text), code_(code) {}

  /// Takes the code and text of the last error of a connection.
  static failure of(sqlite3* db, const std::string& doing);

  /// The extended result code.
  int code() const { return code_; }

  /// True when the file, disk or connection is at fault: the connection cannot be trusted any more.
  bool is_io() const;

  /// True when the store cannot do it now, whatever is asked (disk full, busy, read-only).
  bool is_temporary() const;

  base::status to_status() const;

 private:
  int code_;
};

}  // namespace parley::storage::sqlite
