#define CAF_SUITE conformance
#include "caf/test/unit_test.hpp"

#include "parley/testing/conformance.hpp"
#include "storage/scratch.hpp"

using namespace parley;

namespace {

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

CAF_TEST(sqlite_log) {
  const tests::scratch folder;
  expect_none(testing::check_log(sqlite(folder)));
}

CAF_TEST(sqlite_catalog) {
  const tests::scratch folder;
  expect_none(testing::check_catalog(sqlite(folder)));
}
