#define CAF_SUITE redis_conformance
#include "caf/test/unit_test.hpp"
#include "parley/storage/tiered.hpp"
#include "parley/testing/conformance.hpp"
#include "parley/testing/conformance_timeline.hpp"
#include "redis/redis_server.hpp"

using namespace parley;

namespace {

// The runner would stop a single test after 30 seconds; CTest bounds the whole suite.
[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

void run(std::vector<testing::failure> (*check)(const testing::store_factory&)) {
  auto* server = tests::shared_redis();
  if (!server) {
    CAF_MESSAGE(tests::no_redis);
    return;
  }
  const auto failures = check(
      [&](const storage::open_options& o) { return storage::open_store(server->fresh(), o); });
  for (const auto& f : failures) CAF_ERROR(f.name << ": " << f.text);
  CAF_CHECK_EQUAL(failures.size(), 0u);
}

}  // namespace

CAF_TEST(log) { run(testing::check_log); }
CAF_TEST(jobs) { run(testing::check_jobs); }
CAF_TEST(catalog) { run(testing::check_catalog); }
CAF_TEST(search) { run(testing::check_search); }
CAF_TEST(timeline) { run(testing::check_timeline); }

CAF_TEST(before_an_archive) {
  auto* server = tests::shared_redis();
  if (!server) return;
  const tests::scratch folder;
  int archives = 0;
  const auto tiers =
      [&](const storage::open_options& o) -> base::result<std::unique_ptr<storage::store>> {
    auto opened = storage::open_tiers(server->fresh(),
                                      "sqlite:" + folder.path(std::to_string(++archives)), o);
    if (!opened) return base::fail(opened.error());
    return std::move(*opened);
  };
  for (const auto check :
       {testing::check_log, testing::check_catalog, testing::check_jobs, testing::check_search,
        testing::check_timeline})
    for (const auto& f : check(tiers)) CAF_ERROR(f.name << ": " << f.text);
}
