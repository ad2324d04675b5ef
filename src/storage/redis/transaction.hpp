#pragma once

#include <memory>
#include <optional>
#include <span>

#include "storage/redis/prefetch.hpp"
#include "storage/redis/row_cache.hpp"
#include "storage/redis/server_rows.hpp"
#include "storage/redis/stored_number.hpp"
#include "storage/redis/tables.hpp"
#include "storage/redis/working_rows.hpp"
#include "storage/relational/transaction.hpp"

namespace parley::storage::redis {

/// What a process needs to write.
struct write_place {
  client::connection& connection;
  const options& opts;
  std::shared_ptr<identity> store;
  row_cache& cache;
  const claim* mine = nullptr;  ///< null: whoever owns the store, it is written
};

/// One write transaction: what it looks up is in the cache or asked in one round trip where it is
/// foreseen, what it writes goes in one script, which does nothing when somebody else has written
/// since it began. Methods throw `failure`. Submissions must outlive it.
class transaction {
 public:
  /// How `commit` ended.
  enum class ending {
    written,
    overtaken,  ///< somebody else has written meanwhile: nothing is written
  };

  /// What a server does whose memory is full. What removes rows must be written all the same.
  enum class when_full { refuse, write };

  transaction(const write_place& place, std::span<const submission> batch);
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;

  relational::transaction& work() { return *work_; }
  tables& rows() { return tables_; }
  /// Whether it has anything to write.
  bool empty() const { return working_.empty(); }

  /// When the connection is lost on the way nobody knows whether it is written.
  ending commit(when_full what = when_full::refuse);

  /// Raises the epoch in a commit of its own.
  static claim raise_epoch(const write_place& place);

 private:
  void begin(std::span<const submission> batch);
  void ask(const prefetch& wanted, std::int64_t least);
  client::reply send(when_full what);
  std::string fact(const std::string& name);
  std::int64_t number(const std::string& name) { return stored_number(fact(name)); }
  void check_owner() const;

  write_place place_;
  server_rows server_;
  working_rows working_;
  tables tables_;
  std::optional<relational::transaction> work_;
  std::int64_t epoch_ = 0;
  std::string owner_;
  std::int64_t commit_ = 0;  ///< the number of the last one
};

}  // namespace parley::storage::redis
