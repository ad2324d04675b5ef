#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "storage/postgres/tables.hpp"
#include "storage/relational/transaction.hpp"

namespace parley::storage::postgres {

/// One write transaction, fenced: it holds the row of the shard from its beginning to its end, so a
/// takeover waits for it and it for a takeover. Rolls back unless committed. Methods throw
/// `failure`. Submissions must outlive it.
class transaction {
 public:
  /// Asks for what the batch is going to need.
  transaction(connection& c, std::span<const submission> batch);
  ~transaction();
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;

  /// What it does.
  relational::transaction& work() { return *work_; }

  /// Sends what was gathered together with the COMMIT. When that fails with a code nothing is
  /// written; when the connection is lost on the way nobody knows.
  void commit();

  /// Raises the epoch in a transaction of its own and gives the new one.
  static std::uint64_t raise_epoch(connection& c);

 private:
  void roll_back() noexcept;

  connection& connection_;
  tables tables_;
  std::optional<relational::transaction> work_;
  bool open_ = false;
};

}  // namespace parley::storage::postgres
