#include "storage/postgres/transaction.hpp"

#include "storage/postgres/failure.hpp"
#include "storage/postgres/prefetch.hpp"
#include "storage/postgres/transaction_sql.hpp"

namespace parley::storage::postgres {
namespace {

constexpr std::size_t fence_at = 2;  // behind BEGIN and the settings

const std::string raise_sql =
    "UPDATE shard SET epoch = epoch + 1 WHERE id = 0 "
    "RETURNING epoch, set_config('synchronous_commit', 'on', true)";

relational::counters read_counters(const result& rows) {
  if (rows.empty()) throw failure::damaged("the store's row of counters is gone");
  const auto r = rows[0];
  return {r.integer(0), r.integer(1), r.integer(2), r.integer(3), r.integer(4)};
}

}  // namespace

transaction::transaction(connection& c, std::span<const submission> batch)
    : connection_(c), tables_(c) {
  prefetch wanted{batch};
  pipeline asked{c};
  asked.add(transaction_sql::begin);
  open_ = true;
  asked.settings(every_tenant);
  asked.add(transaction_sql::fence);
  wanted.send(asked);
  try {
    const auto results = asked.run();
    wanted.take(results, tables_.known());
    const auto& opts = c.opts();
    work_.emplace(tables_, read_counters(results.at(fence_at)), opts.clock->now(), opts.limits);
  } catch (const failure&) {
    roll_back();
    throw;
  }
}

transaction::~transaction() { roll_back(); }

void transaction::roll_back() noexcept {
  if (!open_ || !connection_.is_usable()) return;
  open_ = false;
  try {
    connection_.run("ROLLBACK");
  } catch (const failure&) {
    // The connection is gone, and the transaction with it.
  }
}

void transaction::commit() {
  const auto warned = connection_.warnings();
  pipeline last{connection_};
  tables_.send(last);
  last.add(transaction_sql::commit);
  last.run();
  open_ = false;
  // It is on this server's disk, but a standby that it had to wait for may not have it.
  if (connection_.warnings() != warned)
    throw failure::lost("the server gave up waiting for a standby");
}

std::uint64_t transaction::raise_epoch(connection& c) {
  const auto raised = ask(c, every_tenant, raise_sql);
  if (raised.empty()) throw failure::damaged("the store's row of counters is gone");
  return static_cast<std::uint64_t>(raised[0].integer(0));
}

}  // namespace parley::storage::postgres
