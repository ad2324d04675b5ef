#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "parley/base/digest.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace parley::storage::sqlite {

/// A prepared statement, made once and run often. Every method throws `failure`.
/// Bound text is not copied: it must live until the statement is reset.
class statement {
 public:
  statement(sqlite3* db, std::string_view sql);

  void bind(int index, std::int64_t value);
  void bind(int index, std::string_view value);
  void bind(int index, const base::digest& value);
  void bind_null(int index);
  void bind(int index, const std::optional<std::string>& value) {
    value ? bind(index, std::string_view{*value}) : bind_null(index);
  }
  // What is bound is read when the statement runs: it must live until then.
  void bind(int index, std::optional<std::string>&& value) = delete;
  void bind(int index, std::string&& value) = delete;
  /// Empty text becomes NULL.
  void bind_text_or_null(int index, std::string_view value) {
    value.empty() ? bind_null(index) : bind(index, value);
  }

  /// Binds 1, 2, ... in order.
  template <class... Values>
  void bind_all(Values&&... values) {
    int index = 0;
    (bind(++index, std::forward<Values>(values)), ...);
  }

  /// True when there is a row.
  bool step();

  /// Runs a statement that gives no rows, and resets it.
  void run();
  void reset() noexcept;

  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string_view text(int column) const;  ///< valid until the next step or reset
  std::optional<std::string> optional_text(int column) const;
  base::digest digest(int column) const;
  bool is_null(int column) const;

 private:
  struct finalize {
    void operator()(sqlite3_stmt* s) const noexcept;
  };
  void check(int code) const;

  std::unique_ptr<sqlite3_stmt, finalize> stmt_;
};

/// Resets a statement at the end of a scope, so that no read transaction stays open.
class running {
 public:
  explicit running(statement& s) : statement_(s) {}
  ~running() { statement_.reset(); }
  running(const running&) = delete;
  running& operator=(const running&) = delete;

  statement* operator->() { return &statement_; }
  statement& operator*() { return statement_; }

 private:
  statement& statement_;
};

}  // namespace parley::storage::sqlite
