#include "storage/postgres/check/inspect.hpp"

#include <exception>
#include <utility>

#include "storage/postgres/check/checks.hpp"
#include "storage/postgres/failure.hpp"
#include "storage/postgres/index/indexer.hpp"
#include "storage/postgres/pipeline.hpp"
#include "storage/postgres/schema.hpp"

namespace parley::storage::postgres {
namespace {

constexpr std::int64_t rows_per_step = 20000;

/// A whole table is looked at in one statement.
constexpr std::chrono::hours patience{6};

base::result<void> make_index(connection& c) {
  ask(c, every_tenant, "UPDATE search_state SET version = 0");
  auto made = open_indexer(c.opts());
  if (!made) return base::fail(made.error());
  for (;;) {
    const auto state = (*made)->advance(rows_per_step);
    if (!state) return base::fail(state.error());
    if (state->behind == 0) return {};
  }
}

/// One transaction: what a check repairs is written whole or not at all.
void run(examination& e, const invariant& each) {
  const auto before = e.now();
  e.begin(each.name);
  std::string why;
  try {
    e.begin_transaction();
    each.run(e);
    e.commit();
    return;
  } catch (const std::exception& x) {
    why = x.what();
  }
  e.roll_back();
  e.set_repaired(before, false);
  e.report("store", "the check cannot be made: " + why);
}

}  // namespace

base::result<inspection> inspect(const options& opts, const inspect_options& wanted) {
  auto patient = opts;
  patient.deadline = patience;
  try {
    connection store{patient};
    if (!has_tables(store))
      return base::fail(base::errc::not_found, "store.uri",
                        "there is no store in the schema " + opts.schema + " of that database");
    if (auto ready = migrate(store); !ready) return base::fail(ready.error());
    if (wanted.reindex)
      if (auto made = make_index(store); !made) return base::fail(made.error());
    examination e{store, wanted.repair};
    for (const auto& each : checks()) run(e, each);
    return std::move(e.result());
  } catch (const failure& f) {
    return base::fail(f.to_status());
  }
}

}  // namespace parley::storage::postgres
