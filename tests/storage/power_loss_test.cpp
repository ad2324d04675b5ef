#define CAF_SUITE power_loss
#include "caf/test/unit_test.hpp"

#include "storage/power_loss_run.hpp"
#include "storage/scale.hpp"

using namespace parley;
using plan = tests::power_loss_run::plan;

namespace {

// The runner would stop a single test after 30 seconds; CTest bounds the whole suite.
[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

struct totals {
  std::int64_t acknowledged = 0;
  std::int64_t power_losses = 0;
  std::int64_t unknown = 0;
  std::int64_t came_back = 0;
};

totals run_many(int disks, unsigned long long seed, const plan& p) {
  totals sum;
  seed = tests::first_seed(seed);
  for (int n = 0; n < disks; ++n, ++seed) {
    tests::power_loss_run run{seed};
    if (const auto broken = run.run(p); !broken.empty()) {
      CAF_ERROR("PARLEY_TEST_SEED=" << seed << ": " << broken);
      break;
    }
    sum.acknowledged += run.acknowledged();
    sum.power_losses += run.power_losses();
    sum.unknown += run.unknown();
    sum.came_back += run.came_back();
  }
  CAF_MESSAGE(sum.power_losses << " power losses, " << sum.acknowledged << " acknowledged, "
                               << sum.unknown << " unknown batches, " << sum.came_back
                               << " of them came back");
  return sum;
}

plan failing_syncs() {
  plan p;
  p.failing_syncs = true;
  return p;
}

}  // namespace

CAF_TEST(nothing_acknowledged_is_lost) {
  const auto sum = run_many(tests::scaled(300), 1, {});
  CAF_CHECK(sum.power_losses > sum.acknowledged / 1000);
}

CAF_TEST(nor_with_failing_syncs) {
  const auto sum = run_many(tests::scaled(240), 20001, failing_syncs());
  CAF_CHECK(sum.unknown > 0);
}

CAF_TEST(nor_with_a_full_disk) {
  plan p;
  p.full_disk = true;
  const auto sum = run_many(tests::scaled(80), 40001, p);
  CAF_CHECK(sum.acknowledged > 0);
}

CAF_TEST(nor_with_everything_at_once) {
  auto p = failing_syncs();
  p.full_disk = true;
  const auto sum = run_many(tests::scaled(120), 50001, p);
  CAF_CHECK(sum.unknown > 0);
}

CAF_TEST(ignored_syncs_are_noticed) {
  // Shows that the runs above can fail.
  plan p;
  p.ignored_syncs = true;
  int noticed = 0;
  for (unsigned long long seed = 1; seed <= 20; ++seed)
    if (!tests::power_loss_run{seed}.run(p).empty()) ++noticed;
  CAF_MESSAGE(noticed << " of 20");
  CAF_CHECK(noticed >= 15);
}
