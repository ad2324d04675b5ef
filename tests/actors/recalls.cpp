#define CAF_SUITE recalls
#include "actors/tiers.hpp"

// What sessions in an archive depend on: those above them, who tells of moves, who makes them.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using tests::code_of;
using texts = std::vector<std::string>;

namespace {

struct fixture : tests::tier_world {
  /// As after an import: the record names a parent that is not there.
  void import_orphan() {
    create("s1");
    auto command = creation("orphan");
    auto record = get("s1")->record;
    record.session_id = record.session_key = record.conversation_id = "orphan";
    record.parent_session_id = record.root_session_id = "nobody";
    record.depth = 1;
    command.restored = record;
    CAF_REQUIRE(ask<create_reply>(create_atom_v, who(), command).has_value());
    CAF_REQUIRE(append(say({"one"}, "m1"), "orphan").has_value());
    CAF_REQUIRE(move("orphan").has_value());
    CAF_REQUIRE_EQUAL(place("orphan"), "archive");
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(recall_tests, fixture)

CAF_TEST(a child whose parent is nowhere comes back) {
  import_orphan();
  const auto more = append(say({"two"}, "m2"), "orphan");
  CAF_REQUIRE(more.has_value());
  CAF_CHECK_EQUAL(more->receipts.front().seq, 2);
  CAF_CHECK_EQUAL(place("orphan"), "hot");
  CAF_CHECK(history("orphan") == (texts{"one", "two"}));
}

CAF_TEST(a child whose parent is nowhere is erased) {
  import_orphan();
  CAF_REQUIRE(erase("orphan").has_value());
  rest();
  CAF_CHECK_EQUAL(place("orphan"), "none");
  CAF_CHECK(erase("orphan")->purged_at.has_value());
}

CAF_TEST(its person is erased) {
  import_orphan();
  const auto erased = ask<domain::erasure>(person_atom_v, who(), std::string{"user"});
  CAF_REQUIRE(erased.has_value());
  CAF_CHECK_EQUAL(erased->messages, 1);
  CAF_CHECK(history("orphan") == texts{"(null)"});
}

CAF_TEST(a person is erased behind a copy that does not count) {
  for (const std::string id : {"s1", "s2"}) {
    auto command = creation(id);
    command.request.user_id = "p1";
    CAF_REQUIRE(ask<create_reply>(create_atom_v, who(), command).has_value());
    clock.advance(std::chrono::seconds{1});
    CAF_REQUIRE(move(id).has_value());
  }
  // The older one comes back, and its copy in the archive cannot be taken away.
  archive_script->before_commit([&](std::span<const storage::submission> batch) {
    const auto& order = batch.front().move;
    if (order && order->step == storage::move_order::phase::depart && batch.front().session == ref("s1"))
      archive_script->push(testing::commit_fault::reject);
  });
  CAF_REQUIRE(append(say({"one"}), "s1").has_value());
  CAF_REQUIRE_EQUAL(place("s1"), "both");
  const auto erased = ask<domain::erasure>(person_atom_v, who(), std::string{"p1"});
  CAF_REQUIRE(erased.has_value());
  CAF_CHECK_EQUAL(erased->sessions, 2);
  for (const std::string id : {"s1", "s2"}) CAF_CHECK_EQUAL(id + status(id), id + "erased");
  archive_script->before_commit({});
}

CAF_TEST(an archived parent takes no child) {
  create("root");
  CAF_REQUIRE(move("root").has_value());
  const auto refused = spawn("a", "root");
  CAF_CHECK(code_of(refused) == errc::session_closed);
  CAF_CHECK_EQUAL(refused.error().field, "parent_session_id");
  CAF_REQUIRE(append(say({"again"}), "root").has_value());
  CAF_CHECK(spawn("a", "root").has_value());
}

CAF_TEST(the newest failure names no session of another tenant) {
  create();
  archive_script->commits_unavailable(true);
  CAF_CHECK(code_of(move("s1")) == errc::unavailable);
  CAF_CHECK(numbers().last_error.find("s1") != std::string::npos);
  const auto others = ask<migration_status>(migrate_atom_v, caller{"other", "test", "r1", {}},
                                            migration_command{});
  CAF_REQUIRE(others.has_value());
  CAF_CHECK(!others->last_error.empty());
  CAF_CHECK(others->last_error.find("s1") == std::string::npos);
  CAF_CHECK_EQUAL(others->failed, 1);
}

CAF_TEST(a loop that is stopped and started while it asks is one loop) {
  for (const std::string id : {"s1", "s2", "s3"}) {
    create(id);
    close(id);
  }
  int asked = 0;
  archive_script->before_commit([&](std::span<const storage::submission> batch) {
    if (batch.front().move->step != storage::move_order::phase::stage || ++asked > 1) return;
    for (const auto what : {migration_command::act::stop, migration_command::act::start}) {
      auto told = begin<migration_status>(migrate_atom_v, who(), migration_command{what, 60, 1, 0});
      while (!*told && sched.try_run_once()) continue;
    }
  });
  CAF_REQUIRE(command({migration_command::act::start, 60, 1, 0}).has_value());
  soon();
  archive_script->before_commit({});
  // A second chain would look through the store once more.
  CAF_CHECK_EQUAL(numbers().moved, 3);
  CAF_CHECK_EQUAL(numbers().kept, 0);
}

CAF_TEST(a node ends with its mover) {
  create();
  self->send_exit(mover, caf::exit_reason::kill);
  step();
  CAF_CHECK(!append(say({"one"})).has_value());
}

CAF_TEST_FIXTURE_SCOPE_END()
