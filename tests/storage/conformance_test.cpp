#define CAF_SUITE conformance
#include "caf/test/unit_test.hpp"

#include "parley/testing/conformance.hpp"
#include "parley/testing/conformance_timeline.hpp"
#include "storage/careless_store.hpp"
#include "storage/scratch.hpp"

using namespace parley;

namespace {

// The runner would stop a single test after 30 seconds; CTest bounds the whole suite.
[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

testing::store_factory memory() {
  return [](const storage::open_options& o) { return storage::open_store("memory:", o); };
}

testing::store_factory sqlite(const tests::scratch& folder) {
  return [&folder, n = 0](const storage::open_options& o) mutable {
    return storage::open_store("sqlite:" + folder.path(std::to_string(++n)), o);
  };
}

void expect_none(const std::vector<testing::failure>& failures) {
  for (const auto& f : failures) CAF_ERROR(f.name << ": " << f.text);
  CAF_CHECK_EQUAL(failures.size(), 0u);
}

}  // namespace

CAF_TEST(memory_log) { expect_none(testing::check_log(memory())); }
CAF_TEST(memory_catalog) { expect_none(testing::check_catalog(memory())); }
CAF_TEST(memory_jobs) { expect_none(testing::check_jobs(memory())); }

CAF_TEST(memory_timeline) { expect_none(testing::check_timeline(memory())); }

CAF_TEST(memory_search) { expect_none(testing::check_search(memory())); }

CAF_TEST(sqlite_search) {
  const tests::scratch folder;
  expect_none(testing::check_search(sqlite(folder)));
}

CAF_TEST(sqlite_timeline) {
  const tests::scratch folder;
  expect_none(testing::check_timeline(sqlite(folder)));
}

CAF_TEST(sqlite_log) {
  const tests::scratch folder;
  expect_none(testing::check_log(sqlite(folder)));
}

CAF_TEST(sqlite_catalog) {
  const tests::scratch folder;
  expect_none(testing::check_catalog(sqlite(folder)));
}

CAF_TEST(sqlite_jobs) {
  const tests::scratch folder;
  expect_none(testing::check_jobs(sqlite(folder)));
}

CAF_TEST(a_driver_that_does_not_conform_is_found) {
  const auto failures = testing::check_log(tests::careless());
  CAF_CHECK(!failures.empty());
  for (const auto& f : failures) CAF_CHECK(f.name.find("precondition") != std::string::npos);
}

CAF_TEST(a_store_that_does_not_open_fails_every_case) {
  const testing::store_factory closed =
      [](const storage::open_options&) -> base::result<std::unique_ptr<storage::store>> {
    return base::fail(base::errc::unavailable, "", "closed");
  };
  CAF_CHECK_EQUAL(testing::check_log(closed).size(), testing::log_cases().size());
  CAF_CHECK_EQUAL(testing::check_catalog(closed).size(), testing::catalog_cases().size());
  CAF_CHECK_EQUAL(testing::check_jobs(closed).size(), testing::jobs_cases().size());
}
