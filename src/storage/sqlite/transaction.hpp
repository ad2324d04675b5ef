#pragma once

#include <cstdint>
#include <optional>

#include "storage/relational/transaction.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/tables.hpp"

namespace parley::storage::sqlite {

/// One write transaction. Rolls back unless committed. Every method throws `failure`. Submissions
/// must outlive it.
class transaction {
 public:
  transaction(connection& c, write_statements& s, const options& opts);
  ~transaction();
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;

  /// What it does.
  relational::transaction& work() { return *work_; }

  /// Raises the epoch and gives the new one.
  std::uint64_t raise_epoch();

  void commit() { sql_.commit.run(); }

 private:
  void roll_back() noexcept;

  connection& connection_;
  write_statements& sql_;
  tables tables_;
  std::optional<relational::transaction> work_;
};

}  // namespace parley::storage::sqlite
