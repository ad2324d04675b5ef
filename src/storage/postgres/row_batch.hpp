#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <vector>

#include "storage/postgres/pipeline.hpp"

namespace parley::storage::postgres {

/// Rows that one statement writes together: it takes a column of each of their values.
class row_batch {
 public:
  using kind = column::kind;
  /// `sql` must outlive it.
  row_batch(const std::string& sql, std::initializer_list<kind> kinds)
      : sql_(sql), columns_(kinds.begin(), kinds.end()) {}

  template <class... Values>
  void add(const Values&... values) {
    std::size_t i = 0;
    (columns_.at(i++).add(values), ...);
  }

  bool empty() const { return columns_.front().empty(); }

  /// Adds the statement unless there are no rows, and forgets them.
  void send(pipeline& to) {
    if (empty()) return;
    parameters p;
    for (auto& each : columns_) {
      p.add(each);
      each.clear();
    }
    to.add(sql_, p);
  }

 private:
  const std::string& sql_;
  std::vector<column> columns_;
};

}  // namespace parley::storage::postgres
