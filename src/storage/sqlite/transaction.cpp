#include "storage/sqlite/transaction.hpp"

#include <sqlite3.h>

#include "storage/sqlite/failure.hpp"

namespace parley::storage::sqlite {

transaction::transaction(connection& c, write_statements& s, const options& opts)
    : connection_(c), sql_(s), tables_(s) {
  sql_.begin.run();
  try {
    work_.emplace(tables_, tables_.read_counters(), opts.clock->now(), opts.limits);
  } catch (const failure&) {
    roll_back();
    throw;
  }
}

transaction::~transaction() { roll_back(); }

void transaction::roll_back() noexcept {
  // SQLite has rolled back by itself after a commit and after some errors.
  if (sqlite3_get_autocommit(connection_.handle()) != 0) return;
  try {
    sql_.rollback.run();
  } catch (const failure&) {
    // The connection is of no use then, and the next statement on it says so.
  }
}

std::uint64_t transaction::raise_epoch() {
  const auto epoch = work_->epoch() + 1;
  tables_.set_meta("epoch", static_cast<std::int64_t>(epoch));
  return epoch;
}

}  // namespace parley::storage::sqlite
