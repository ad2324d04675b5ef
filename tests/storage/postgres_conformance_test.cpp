#define CAF_SUITE postgres_conformance
#include "caf/test/unit_test.hpp"

#include "parley/testing/conformance.hpp"
#include "parley/testing/conformance_timeline.hpp"
#include "storage/pgbouncer_server.hpp"
#include "storage/postgres_stores.hpp"

using namespace parley;

namespace {

// The runner would stop a single test after 30 seconds; CTest bounds the whole suite.
[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

void run(std::vector<testing::failure> (*check)(const testing::store_factory&)) {
  auto* server = tests::shared_postgres();
  if (!server) {
    CAF_MESSAGE(tests::no_postgres);
    return;
  }
  tests::postgres_stores stores{*server};
  const auto failures = check(stores.factory());
  for (const auto& f : failures) CAF_ERROR(f.name << ": " << f.text);
  CAF_CHECK_EQUAL(failures.size(), 0u);
}

}  // namespace

CAF_TEST(log) { run(testing::check_log); }
CAF_TEST(jobs) { run(testing::check_jobs); }
CAF_TEST(catalog) { run(testing::check_catalog); }
CAF_TEST(search) { run(testing::check_search); }
CAF_TEST(timeline) { run(testing::check_timeline); }

CAF_TEST(through_a_pooler) {
  auto* server = tests::shared_postgres();
  if (!server || !tests::pgbouncer_server::is_installed()) {
    CAF_MESSAGE((server ? tests::no_pgbouncer : tests::no_postgres));
    return;
  }
  tests::pgbouncer_server pooler{server->port()};
  tests::postgres_stores stores{*server};
  const testing::store_factory pooled = [&](const storage::open_options& o) {
    return storage::open_store(stores.fresh_uri("&pooler=on", pooler.port()), o);
  };
  for (const auto check :
       {testing::check_log, testing::check_jobs, testing::check_catalog, testing::check_search,
        testing::check_timeline})
    for (const auto& f : check(pooled)) CAF_ERROR(f.name << ": " << f.text);
}
