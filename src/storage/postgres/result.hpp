#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "parley/base/digest.hpp"

struct pg_result;

namespace parley::storage::postgres {

/// One row of a result, which must outlive it. Columns are counted from 0.
class row {
 public:
  row(const pg_result* rows, int number) : rows_(rows), number_(number) {}

  /// Of boolean, smallint, integer and bigint; 0 of NULL. A sum of bigint is numeric to PostgreSQL:
  /// cast it.
  std::int64_t integer(int column) const;
  double real(int column) const;
  /// As it was given, see text.hpp; empty of NULL.
  std::string text(int column) const;
  std::optional<std::string> optional_text(int column) const;
  /// The bytes as they are stored; valid as long as the result.
  std::string_view raw(int column) const;
  base::digest digest(int column) const;
  bool is_null(int column) const;

 private:
  const pg_result* rows_;
  int number_;
};

/// The rows that a statement gave, in binary form.
class result {
 public:
  result() = default;
  explicit result(pg_result* owned) : rows_(owned) {}

  int size() const;
  bool empty() const { return size() == 0; }
  row operator[](int number) const { return {rows_.get(), number}; }

  const pg_result* get() const { return rows_.get(); }

  /// Rows that an INSERT, UPDATE or DELETE changed.
  std::int64_t changed() const;

  class iterator {
   public:
    iterator(const result& all, int at) : all_(&all), at_(at) {}
    row operator*() const { return (*all_)[at_]; }
    iterator& operator++() { return ++at_, *this; }
    bool operator!=(const iterator& other) const { return at_ != other.at_; }

   private:
    const result* all_;
    int at_;
  };
  iterator begin() const { return {*this, 0}; }
  iterator end() const { return {*this, size()}; }

 private:
  struct clear {
    void operator()(pg_result* rows) const noexcept;
  };
  std::unique_ptr<pg_result, clear> rows_;
};

}  // namespace parley::storage::postgres
