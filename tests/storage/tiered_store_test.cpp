#define CAF_SUITE tiered_store
#include "caf/test/unit_test.hpp"

#include "parley/storage/tiered.hpp"
#include "parley/testing/conformance.hpp"
#include "parley/testing/conformance_timeline.hpp"
#include "parley/testing/power_loss_disk.hpp"
#include "storage/scratch.hpp"
#include "storage/sqlite/store.hpp"

using namespace parley;

namespace {

[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

testing::store_factory memory() {
  return [](const storage::open_options& o) -> base::result<std::unique_ptr<storage::store>> {
    auto opened = storage::open_tiers("memory:", "memory:", o);
    if (!opened) return base::fail(opened.error());
    return std::move(*opened);
  };
}

/// On a disk in memory: what is looked at here does not depend on syncs.
testing::store_factory sqlite(const testing::power_loss_disk& disk) {
  return [&disk, n = 0](const storage::open_options& o) mutable
         -> base::result<std::unique_ptr<storage::store>> {
    storage::sqlite::options options;
    options.vfs = disk.vfs();
    options.lock = false;
    options.clock = o.clock;
    options.limits = o.limits;
    const auto name = std::to_string(++n);
    auto hot = storage::sqlite::open(name, options);
    if (!hot) return hot;
    auto archive = storage::sqlite::open(name + ".archive", options);
    if (!archive) return archive;
    return std::make_unique<storage::tiered_store>(std::move(*hot), std::move(*archive), o.limits);
  };
}

void expect_none(const std::vector<testing::failure>& failures) {
  for (const auto& f : failures) CAF_ERROR(f.name << ": " << f.text);
  CAF_CHECK_EQUAL(failures.size(), 0u);
}

}  // namespace

CAF_TEST(memory_tiers_conform) {
  expect_none(testing::check_log(memory()));
  expect_none(testing::check_catalog(memory()));
  expect_none(testing::check_jobs(memory()));
  expect_none(testing::check_search(memory()));
  expect_none(testing::check_timeline(memory()));
}

CAF_TEST(sqlite_tiers_conform) {
  for (const auto check :
       {testing::check_log, testing::check_catalog, testing::check_jobs, testing::check_search,
        testing::check_timeline}) {
    const testing::power_loss_disk disk{1};
    expect_none(check(sqlite(disk)));
  }
}

CAF_TEST(a_store_is_not_its_own_archive) {
  const tests::scratch folder;
  const auto uri = "sqlite:" + folder.path("one");
  const auto again = "sqlite:" + folder.path("./one");
  for (const auto& archive : {uri, again}) {
    const auto opened = storage::open_tiers(uri, archive, {});
    CAF_REQUIRE(!opened);
    CAF_CHECK(opened.error().code == base::errc::invalid_argument);
    CAF_CHECK_EQUAL(opened.error().field, "archive.uri");
  }
  const auto postgres = "postgres://localhost/talks";
  const auto opened = storage::open_tiers(postgres, postgres, {});
  CAF_REQUIRE(!opened);
  CAF_CHECK_EQUAL(opened.error().field, "archive.uri");
}

CAF_TEST(what_is_wrong_with_a_uri_is_said_of_the_right_one) {
  const auto archive = storage::open_tiers("memory:", "nothing:", {});
  CAF_REQUIRE(!archive);
  CAF_CHECK_EQUAL(archive.error().field, "archive.uri");
  const auto hot = storage::open_tiers("nothing:", "memory:", {});
  CAF_REQUIRE(!hot);
  CAF_CHECK_EQUAL(hot.error().field, "store.uri");
}

CAF_TEST(the_tiers_are_taken_once_and_with_the_writer) {
  const tests::scratch folder;
  auto opened = storage::open_tiers("memory:", "sqlite:" + folder.path("archive"), {});
  CAF_REQUIRE(opened);
  auto& store = **opened;
  CAF_CHECK_EQUAL(store.driver(), "memory+sqlite");
  CAF_CHECK_EQUAL(store.durability(), "");
  CAF_CHECK(!store.open_tiers());
  auto writer = store.open_writer();
  CAF_REQUIRE(writer);
  CAF_CHECK(!store.open_writer());
  {
    const auto tiers = store.open_tiers();
    CAF_REQUIRE(tiers);
    CAF_CHECK(tiers->archive_writer && tiers->hot.log && tiers->archive.catalog && tiers->returns);
    const auto again = store.open_tiers();
    CAF_CHECK(!again && again.error().code == base::errc::conflict);
  }
  writer->reset();
  writer = store.open_writer();
  CAF_CHECK(writer.has_value());
  CAF_CHECK(store.open_tiers().has_value());
}
