#define CAF_SUITE postgres_compare
#include "caf/test/unit_test.hpp"

#include "parley/testing/compare.hpp"
#include "storage/postgres_stores.hpp"
#include "storage/scale.hpp"

using namespace parley;

namespace {

[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

constexpr int steps = 45;

}  // namespace

CAF_TEST(postgres_agrees_with_memory) {
  auto* server = tests::shared_postgres();
  if (!server) {
    CAF_MESSAGE(tests::no_postgres);
    return;
  }
  tests::postgres_stores stores{*server};
  const testing::store_factory memory = [](const storage::open_options& o) {
    return storage::open_store("memory:", o);
  };
  auto seed = tests::first_seed(1);
  for (int n = tests::scaled(40); n > 0; --n, ++seed) {
    const auto found = testing::compare_stores(seed, steps, memory, stores.factory());
    if (!found) continue;
    CAF_ERROR("PARLEY_TEST_SEED=" << seed << ": " << testing::to_string(*found));
    return;
  }
}
