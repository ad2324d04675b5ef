#define CAF_SUITE redis_compare
#include "caf/test/unit_test.hpp"
#include "parley/testing/compare.hpp"
#include "redis/redis_server.hpp"
#include "storage/scale.hpp"

using namespace parley;

namespace {

[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

constexpr int steps = 45;

}  // namespace

CAF_TEST(redis_agrees_with_memory) {
  auto* server = tests::shared_redis();
  if (!server) {
    CAF_MESSAGE(tests::no_redis);
    return;
  }
  const testing::store_factory memory = [](const storage::open_options& o) {
    return storage::open_store("memory:", o);
  };
  const testing::store_factory redis = [&](const storage::open_options& o) {
    return storage::open_store(server->fresh(), o);
  };
  auto seed = tests::first_seed(1);
  for (int n = tests::scaled(40); n > 0; --n, ++seed) {
    const auto found = testing::compare_stores(seed, steps, memory, redis);
    if (!found) continue;
    CAF_ERROR("PARLEY_TEST_SEED=" << seed << ": " << testing::to_string(*found));
    return;
  }
}
