#include "storage/postgres/check/examination.hpp"

#include "storage/postgres/failure.hpp"
#include "storage/postgres/pipeline.hpp"

namespace parley::storage::postgres {
namespace {

// Whole tables are compared, which joins by an index would take much longer for.
const std::string whole_tables_sql =
    "SELECT set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true), "
    "set_config('enable_seqscan', 'on', true), set_config('enable_sort', 'on', true), "
    "set_config('work_mem', '64MB', true)";

}  // namespace

void examination::begin_transaction() {
  pipeline begun{store_};
  begun.add("BEGIN ISOLATION LEVEL REPEATABLE READ");
  if (repair_) {
    // Before the moment that the transaction sees, and without a look at it.
    begun.add("SET LOCAL search_path = " + opts().schema);
    begun.add("LOCK TABLE shard IN EXCLUSIVE MODE");
  }
  begun.settings(every_tenant);
  begun.add(whole_tables_sql);
  begun.run();
}

void examination::commit() { store_.run("COMMIT"); }

void examination::roll_back() noexcept {
  try {
    if (store_.is_usable()) store_.run("ROLLBACK");
  } catch (const failure&) {
    // The connection is gone, and the transaction with it.
  }
}

postgres::result examination::ask(const std::string& sql, const parameters& p) {
  pipeline one{store_};
  one.add(sql, p);
  return std::move(one.run().back());
}

void check_rule(examination& e, const rule& r) {
  const auto before = e.now();
  for (const auto each : e.ask(r.violations)) e.report(each.text(0), each.text(1));
  if (!e.repair() || r.remedy.empty() || !e.found_since(before)) return;
  e.run(r.remedy);
  e.set_repaired(before, e.ask(r.violations).empty());
}

std::string number_in(const std::string& column, const std::string& name) {
  return "substring(" + column + " from '\"" + name + "\":([0-9]{1,18})')::bigint";
}

}  // namespace parley::storage::postgres
