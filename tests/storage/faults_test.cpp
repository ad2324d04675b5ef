#define CAF_SUITE faults
#include "caf/test/unit_test.hpp"

#include "storage/rig.hpp"

using namespace parley;
using lost = testing::power_loss_disk::lost;
using storage::commit;
using strings = std::vector<std::string>;

namespace {

void check_unavailable(const storage::outcome& o) {
  CAF_CHECK(o.kind == commit::rejected);
  CAF_CHECK(o.error.code == base::errc::unavailable);
  CAF_CHECK(o.error.retry_after_ms > 0);
  CAF_CHECK(!o.error.text.empty());
}

}  // namespace

CAF_TEST(a_failed_sync_leaves_the_outcome_open) {
  // With and without a reader that keeps the file open, and whatever reached the disk.
  for (const bool reader : {true, false}) {
    for (const auto what : {lost::nothing, lost::random_part, lost::everything}) {
      tests::rig r;
      CAF_CHECK(r.append("1").kind == commit::committed);
      const auto syncs = r.disk.syncs();
      r.disk.fail_syncs(1, what);
      const auto o = r.append("2", "two");
      CAF_CHECK(o.kind == commit::unknown);
      CAF_CHECK(o.error.code == base::errc::unknown_outcome);
      CAF_CHECK_EQUAL(r.disk.syncs(), syncs + 1);  // it was not tried again
      if (!reader) r.read = {};
      r.writer->idle();
      if (!reader) r.read = std::move(*r.store->open_reader());
      // After the recovery a repetition is known or new, and there once in either case.
      CAF_CHECK(r.append("2", "two").kind == commit::committed);
      CAF_CHECK(r.append("3").kind == commit::committed);
      const strings wanted{"1", "2", "3"};
      CAF_CHECK(r.contents() == wanted);
      r.lose_power();
      CAF_CHECK(r.contents() == wanted);
    }
  }
}

CAF_TEST(nothing_is_built_on_a_disk_that_does_not_sync) {
  tests::rig r;
  CAF_CHECK(r.append("1").kind == commit::committed);
  r.disk.fail_syncs(1000, lost::everything);
  CAF_CHECK(r.append("2").kind == commit::unknown);
  for (int n = 0; n < 5; ++n) check_unavailable(r.append("x"));
  CAF_CHECK(r.contents().front() == "1");  // reads go on
  r.disk.fail_syncs(0, lost::nothing);
  CAF_CHECK(r.append("3").kind == commit::committed);
  r.lose_power();
  const auto found = r.contents();
  CAF_CHECK(found == (strings{"1", "3"}) || found == (strings{"1", "2", "3"}));
}

CAF_TEST(whichever_sync_fails) {
  // Every sync of a run fails once: of commits, of checkpoints, of the recovery.
  for (int failing = 0; failing < 40; ++failing) {
    tests::rig r;
    r.options.checkpoint_pages = 6;
    CAF_REQUIRE(r.open().has_value());
    int syncs = 0;
    strings acked;
    strings maybe;
    const auto last = r.disk.syncs() + failing;
    for (int n = 0; n < 12; ++n) {
      const auto content = std::to_string(n);
      if (r.disk.syncs() <= last && r.disk.syncs() + 3 > last && syncs == 0) {
        r.disk.fail_syncs(1, static_cast<lost>(failing % 3));
        ++syncs;
      }
      const auto o = r.append(content, "id" + content);
      if (o.kind == commit::unknown) r.writer->idle();
      if (o.kind == commit::unknown && r.append(content, "id" + content).kind != commit::committed)
        CAF_ERROR("no recovery after sync " << failing);
      if (o.kind != commit::rejected) acked.push_back(content);
    }
    CAF_CHECK(r.contents() == acked);
    r.lose_power();
    CAF_CHECK(r.contents() == acked);
  }
}

CAF_TEST(a_full_disk_rejects_and_recovers) {
  tests::rig r;
  CAF_CHECK(r.append("1").kind == commit::committed);
  for (const std::int64_t room : {0, 1, 24, 100, 8000, 8216, 9000, 20000}) {
    r.disk.limit_bytes(r.disk.bytes() + room);
    check_unavailable(r.append(std::string(60000, 'x')));
    CAF_CHECK_EQUAL(r.contents().size(), 1u);
    r.disk.limit_bytes(-1);
    r.lose_power();
    CAF_CHECK_EQUAL(r.contents().size(), 1u);
  }
  CAF_CHECK(r.append("2").kind == commit::committed);
  CAF_CHECK(r.contents() == (strings{"1", "2"}));
}

CAF_TEST(what_fits_beside_it_is_taken) {
  tests::rig r;
  CAF_CHECK(r.create("b").kind == commit::committed);
  r.disk.limit_bytes(r.disk.bytes());
  for (const auto& o : r.append_to_each({"a", "b"}, std::string(30000, 'x'))) check_unavailable(o);
  r.disk.limit_bytes(-1);
  for (const auto& o : r.append_to_each({"a", "b"}, "1")) CAF_CHECK(o.kind == commit::committed);
}

CAF_TEST(a_disk_that_turns_read_only) {
  tests::rig r;
  CAF_CHECK(r.append("1").kind == commit::committed);
  r.disk.read_only(true);
  const auto o = r.append("2", "two");
  CAF_CHECK(o.kind != commit::committed);
  for (int n = 0; n < 3; ++n) check_unavailable(r.append("x"));
  CAF_CHECK(r.contents() == (strings{"1"}));  // reads go on
  CAF_CHECK(r.create("b").kind == commit::rejected);
  r.disk.read_only(false);
  CAF_CHECK(r.append("2", "two").kind == commit::committed);
  CAF_CHECK(r.contents() == (strings{"1", "2"}));
  r.lose_power();
  CAF_CHECK(r.contents() == (strings{"1", "2"}));
}

CAF_TEST(a_read_only_file_is_read) {
  tests::rig r;
  CAF_CHECK(r.append("1").kind == commit::committed);
  r.close();
  r.disk.read_only(true);
  const auto opened = r.open();
  CAF_CHECK(!opened && opened.error().code == base::errc::unavailable);
  CAF_CHECK(r.store != nullptr);
  CAF_CHECK(r.contents() == (strings{"1"}));
  r.disk.read_only(false);
  auto writer = r.store->open_writer();
  CAF_REQUIRE(writer.has_value());
  r.writer = std::move(*writer);
  CAF_CHECK(r.append("2").kind == commit::committed);
}

CAF_TEST(a_store_is_made_whole_or_not_at_all) {
  // The power fails at each change of the creation in turn.
  for (int n = 1;; ++n) {
    testing::seeded_entropy random{static_cast<std::uint64_t>(n)};
    tests::rig r;
    r.close();
    testing::power_loss_disk disk{static_cast<std::uint64_t>(n)};
    r.options.vfs = disk.vfs();
    disk.cut_power_after(n);
    const bool opened = r.open().has_value();
    const bool complete = opened && r.create("a").kind == commit::committed && disk.has_power();
    disk.cut_power();
    r.close();
    CAF_REQUIRE(disk.restore_power(random));
    CAF_CHECK(r.open().has_value());
    if (complete) {
      CAF_CHECK(r.contents().empty());
      r.close();
      CAF_CHECK(n > 10);
      break;
    }
    const auto again = r.create("a");
    CAF_CHECK(again.kind == commit::committed || again.error.code == base::errc::session_exists);
    CAF_CHECK(r.append("1").kind == commit::committed);
    CAF_CHECK(r.contents() == (strings{"1"}));
    r.close();
  }
}
