#define CAF_SUITE compare
#include "caf/test/unit_test.hpp"

#include "parley/testing/compare.hpp"
#include "parley/testing/power_loss_disk.hpp"
#include "storage/careless_store.hpp"
#include "storage/scale.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/statistics_recount.hpp"
#include "storage/sqlite/store.hpp"

using namespace parley;

namespace {

// The runner would stop a single test after 30 seconds; CTest bounds the whole suite.
[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

constexpr int steps = 45;

testing::store_factory memory() {
  return [](const storage::open_options& o) { return storage::open_store("memory:", o); };
}

storage::sqlite::options options_of(const testing::power_loss_disk& disk) {
  storage::sqlite::options options;
  options.vfs = disk.vfs();
  options.lock = false;
  return options;
}

testing::store_factory sqlite(const testing::power_loss_disk& disk) {
  return [&disk](const storage::open_options& o) {
    auto options = options_of(disk);
    options.clock = o.clock;
    options.checkpoint_pages = 20;
    return storage::sqlite::open("store", options);
  };
}

/// The tables of statistics that are not what a recount of the store's rows gives.
std::string miscounted(const testing::power_loss_disk& disk) {
  using namespace storage::sqlite;
  connection c{"store", options_of(disk), access::read};
  std::string names;
  const auto compare = [&](const std::string& name, const std::string& kept,
                           std::string_view recount) {
    const auto counted = "SELECT * FROM (" + std::string{recount} + ")";
    const auto differing = "SELECT count(*) FROM (SELECT * FROM (" + kept + " EXCEPT " + counted +
                           ") UNION ALL SELECT * FROM (" + counted + " EXCEPT " + kept + "))";
    if (c.integer(differing.c_str()) != 0) names += name + " is not its recount; ";
  };
  compare("session.agents", "SELECT key, agents FROM session", recount_agents);
  compare("statistic", "SELECT * FROM statistic", recount_statistic);
  compare("statistic_day", "SELECT * FROM statistic_day", recount_statistic_day);
  return names;
}

void run(unsigned long long seed, int sequences) {
  seed = tests::first_seed(seed);
  for (int n = sequences; n > 0; --n, ++seed) {
    const testing::power_loss_disk disk{seed};
    const auto found = testing::compare_stores(seed, steps, memory(), sqlite(disk));
    const auto wrong = found ? testing::to_string(*found) : miscounted(disk);
    if (wrong.empty()) continue;
    CAF_ERROR("PARLEY_TEST_SEED=" << seed << ": " << wrong);
    return;
  }
  CAF_CHECK(sequences > 0);
}

}  // namespace

CAF_TEST(sqlite_agrees_with_memory) { run(1, tests::scaled(300)); }

CAF_TEST(a_difference_is_found) {
  int found = 0;
  for (unsigned long long seed = 1; seed <= 20; ++seed)
    if (testing::compare_stores(seed, 2 * steps, memory(), tests::careless())) ++found;
  CAF_MESSAGE(found << " of 20");
  CAF_CHECK(found >= 15);
}
