#include "storage/redis/check/inspect.hpp"

#include <optional>
#include <utility>

#include "redis/failure.hpp"
#include "storage/redis/check/checks.hpp"
#include "storage/redis/index_rows.hpp"
#include "storage/redis/link.hpp"
#include "storage/redis/store.hpp"
#include "storage/redis/structures.hpp"
#include "storage/redis/transaction.hpp"
#include "storage/sqlite/index/indexer.hpp"
#include "storage/sqlite/vfs_files.hpp"

namespace parley::storage::redis {
namespace {

constexpr std::int64_t rows_per_step = 20000;

constexpr invariant checks[] = {
    {"records", check_records},     {"names", check_names},
    {"segments", check_segments},   {"dense_seq", check_dense_seq},
    {"given_ids", check_given_ids}, {"positions", check_positions},
    {"lists", check_lists},         {"counters", check_counters},
    {"counts", check_counts},       {"statistics", check_statistics},
    {"turns", check_turns},         {"summaries", check_summaries},
    {"jobs", check_jobs},           {"keys", check_keys},
    {"erased", check_erased},       {"moving", check_moving},
};

base::result<void> make_index(const options& opts, const std::shared_ptr<identity>& store) {
  const auto path = index_path(opts, *store);
  const auto file = index_options(opts);
  if (!sqlite::remove_database(path, file))
    return base::fail(base::errc::unavailable, "", "the search index cannot be removed");
  auto made = sqlite::open_indexer(make_index_source(opts, store), path, file);
  if (!made) return base::fail(made.error());
  for (;;) {
    const auto state = (*made)->advance(rows_per_step);
    if (!state) return base::fail(state.error());
    if (state->behind == 0) return {};
  }
}

}  // namespace

base::result<inspection> inspect(const options& opts, const inspect_options& wanted) {
  try {
    link server{opts};
    const auto store_key = opts.prefix + store_hash;
    const auto id = server.opened().ask({"HGET", store_key, "id"});
    if (id.is_nil())
      return base::fail(base::errc::not_found, "store.uri",
                        "there is no store with the prefix " + opts.prefix + " in that server");
    const auto store = std::make_shared<identity>(std::string{id.text()});
    // What is repaired must not meet what somebody writes: an older owner writes no more.
    std::optional<claim> mine;
    row_cache cache;
    if (wanted.repair) mine = transaction::raise_epoch({server.opened(), opts, store, cache});
    if (wanted.reindex)
      if (auto made = make_index(opts, store); !made) return base::fail(made.error());
    const auto connect = [&]() -> client::connection& { return server.opened(); };
    server_rows rows{connect, opts.prefix, store};
    examination e{rows, connect, std::move(mine)};
    for (const auto& each : checks) make(e, each);
    return std::move(e.result());
  } catch (const overtaken&) {
    return base::fail(base::errc::conflict, "",
                      "somebody else writes to the store: stop its server, and repair again");
  } catch (const client::failure& f) {
    return base::fail(f.to_status());
  }
}

}  // namespace parley::storage::redis
