#define CAF_SUITE compare
#include "caf/test/unit_test.hpp"

#include "parley/testing/compare.hpp"
#include "parley/testing/power_loss_disk.hpp"
#include "storage/careless_store.hpp"
#include "storage/scale.hpp"
#include "storage/sqlite/store.hpp"

using namespace parley;

namespace {

// The runner would stop a single test after 30 seconds; CTest bounds the whole suite.
[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

constexpr int steps = 45;

testing::store_factory memory() {
  return [](const storage::open_options& o) { return storage::open_store("memory:", o); };
}

testing::store_factory sqlite(const testing::power_loss_disk& disk) {
  return [&disk](const storage::open_options& o) {
    storage::sqlite::options options;
    options.vfs = disk.vfs();
    options.lock = false;
    options.clock = o.clock;
    options.checkpoint_pages = 20;
    return storage::sqlite::open("store", options);
  };
}

void run(unsigned long long seed, int sequences) {
  seed = tests::first_seed(seed);
  for (int n = sequences; n > 0; --n, ++seed) {
    const testing::power_loss_disk disk{seed};
    const auto found = testing::compare_stores(seed, steps, memory(), sqlite(disk));
    if (!found) continue;
    CAF_ERROR("PARLEY_TEST_SEED=" << seed << ": " << testing::to_string(*found));
    return;
  }
  CAF_CHECK(sequences > 0);
}

}  // namespace

CAF_TEST(sqlite_agrees_with_memory) { run(1, tests::scaled(300)); }

CAF_TEST(a_difference_is_found) {
  int found = 0;
  for (unsigned long long seed = 1; seed <= 20; ++seed)
    if (testing::compare_stores(seed, steps, memory(), tests::careless())) ++found;
  CAF_MESSAGE(found << " of 20");
  CAF_CHECK(found >= 15);
}
