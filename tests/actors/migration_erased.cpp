#define CAF_SUITE migration_erased
#include "actors/tiers.hpp"
#include "parley/testing/samples.hpp"

// What is erased of sessions that move is told to be gone when neither store has any of it.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using storage::move_order;
using testing::commit_fault;
using texts = std::vector<std::string>;

namespace {

struct fixture : tests::tier_world {
  void talk(const std::string& id = "s1") {
    create(id);
    append(say({"one", "two", "three"}), id);
  }

  void fork(const std::string& id, const std::string& from, std::int64_t at_seq) {
    auto command = creation(id);
    command.fork = storage::fork_point{from, at_seq};
    CAF_REQUIRE(ask<create_reply>(create_atom_v, who(), std::move(command)).has_value());
  }

  /// Time passes until the receipt that `again` gives says that nothing is stored any more. From
  /// then on neither store has rows that a session left there.
  template <class Again>
  void check_purged_last(Again again, const std::string& what) {
    for (int i = 0; i < 200; ++i) {
      const base::result<domain::erasure> receipt = again();
      CAF_REQUIRE(receipt.has_value());
      if (receipt->purged_at) {
        CAF_CHECK_EQUAL(what + std::to_string(moving()), what + "0");
        return;
      }
      pass(std::chrono::seconds{1});
    }
    CAF_FAIL(what << "is never purged");
  }

  /// The next steps of that kind are seen by `f`, in the middle of the archive's commit.
  template <class F>
  void at_archive(move_order::phase step, F f) {
    archive_script->before_commit([step, f](std::span<const storage::submission> batch) {
      const auto& order = batch.front().move;
      if (order && order->step == step) f();
    });
  }

  /// The next session that is to leave the archive stays there, so many times.
  void keep_in_archive(int times) {
    at_archive(move_order::phase::depart, [this, left = std::make_shared<int>(times)] {
      if ((*left)-- > 0) archive_script->push(commit_fault::reject);
    });
  }

  answer<domain::erasure> begin_erasing_user() {
    return begin<domain::erasure>(person_atom_v, who(), std::string{"user"});
  }

  base::result<turn_reply> turn(turn_command command, const std::string& id = "s1") {
    return ask<turn_reply>(turn_atom_v, who(), ref(id), std::move(command));
  }
  std::string ask_something(const std::string& text) {
    const auto begun =
        turn({begin_turn{say({text}).messages.at(0), {}, domain::when_busy::enqueue}});
    CAF_REQUIRE(begun.has_value());
    return begun->turn.turn.turn_id;
  }
  void end_turn_as(const std::string& id, domain::turn_state state) {
    CAF_REQUIRE(turn({end_turn{id, {state, {}, {}, ""}}}).has_value());
  }
  /// A session whose second question was cancelled while it waited, so that only its turn has it.
  void ask_and_cancel() {
    create();
    const auto first = ask_something("first");
    const auto second = ask_something("second");
    end_turn_as(second, domain::turn_state::cancelled);
    end_turn_as(first, domain::turn_state::complete);
  }

  /// Sessions that left the archive just before the process ended.
  void leave_archive(int sessions) {
    end();
    {
      auto writer = archive_store->open_writer().value();
      for (int i = 0; i < sessions; ++i) {
        const auto which = ref("gone" + std::to_string(i));
        storage::submission what;
        what.session = which;
        what.epoch = writer->epoch();
        what.create = testing::sample_session(which.tenant, which.id, clock);
        const auto made = writer->commit({&what, 1}).at(0);
        storage::submission leaving;
        leaving.session = which;
        leaving.epoch = writer->epoch();
        leaving.key = made.key;
        leaving.log = made.log;
        auto& order = leaving.move.emplace();
        order.step = move_order::phase::depart;
        order.revision = what.create->revision;
        order.rows_kept_ms = 60'000;
        CAF_REQUIRE(writer->commit({&leaving, 1}).at(0).kind == storage::commit::committed);
        clock.advance(std::chrono::milliseconds{1});
      }
    }
    start();
    step();
  }
  base::result<done> clean(const std::string& id) {
    auto slot = std::make_shared<std::optional<base::result<done>>>();
    sys.spawn([slot, to = mover, who = who(), ref = ref(id)](caf::event_based_actor* asker) {
      asker->request(to, caf::infinite, clean_atom_v, who, ref)
          .then([slot](const done& value) { slot->emplace(value); },
                [slot](const caf::error& e) { slot->emplace(tl::unexpected(to_status(e))); });
    });
    return take(slot);
  }
  std::size_t left_in_archive() {
    return archive_store->open_reader().value().log->moving(0, 10'000).value().size();
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(migration_erased_tests, fixture)

CAF_TEST(what a session left behind goes before the receipt of a message) {
  talk();
  CAF_REQUIRE(move("s1").has_value());
  check_purged_last([&] { return blank("s1", "2"); }, "once ");
  CAF_REQUIRE(move("s1").has_value());
  CAF_REQUIRE(append(say({"four"})).has_value());
  CAF_REQUIRE(move("s1").has_value());
  check_purged_last([&] { return blank("s1", "4"); }, "twice ");
  CAF_CHECK(history() == (texts{"one", "(null)", "three", "(null)"}));
  CAF_CHECK_EQUAL(jobs(), 0u);
}

CAF_TEST(what a session left behind goes before the receipt of a user) {
  talk();
  CAF_REQUIRE(move("s1").has_value());
  CAF_REQUIRE(append(say({"four"})).has_value());
  check_purged_last([&] { return take(begin_erasing_user()); }, "user ");
}

CAF_TEST(what is copied into the archive goes before the receipt) {
  for (const bool whole : {true, false}) {
    fixture w;
    w.env->migration.page_bytes = 1;
    w.talk();
    const auto erase = [&] {
      return whole ? w.begin<domain::erasure>(erase_atom_v, w.who(), w.ref(), erase_command{})
                   : w.begin<domain::erasure>(blank_atom_v, w.who(), w.ref(),
                                              blank_command{"2", {}, {}, {}});
    };
    int pages = 0;
    bool erased = false;
    w.at_archive(move_order::phase::stage, [&] {
      if (++pages != 2) return;
      const auto answered = erase();
      while (w.sched.try_run_once()) continue;
      erased = answered->has_value();
    });
    CAF_CHECK(!w.move("s1").has_value());
    CAF_CHECK(erased);
    w.archive_script->before_commit({});
    w.check_purged_last([&] { return w.take(erase()); }, whole ? "session " : "message ");
  }
}

CAF_TEST(of a session that was erased nothing more is copied) {
  env->migration.page_bytes = 1;
  talk();
  int pages = 0;
  at_archive(move_order::phase::stage, [&] {
    if (++pages != 1) return;
    const auto erased = begin<domain::erasure>(erase_atom_v, who(), ref(), erase_command{});
    // Its rows are still there.
    while (!*erased && sched.try_run_once()) continue;
  });
  CAF_CHECK(!move("s1").has_value());
  CAF_CHECK_EQUAL(pages, 1);
  archive_script->before_commit({});
  check_purged_last([&] { return erase("s1"); }, "copied ");
}

CAF_TEST(what the origin of a fork left behind goes before the receipt of the fork) {
  for (const bool erased : {false, true}) {
    fixture w;
    w.talk();
    CAF_REQUIRE(w.move("s1").has_value());
    // The hot store has nothing more of it.
    w.rest();
    w.fork("f", "s1", 2);
    w.archive_script->commits_unavailable(true);
    if (erased) CAF_REQUIRE(w.erase("s1").has_value());
    for (int i = 0; i < 5; ++i) {
      CAF_CHECK(!w.blank("f", "1")->purged_at);
      w.pass(std::chrono::minutes{1});
    }
    w.archive_script->commits_unavailable(false);
    w.check_purged_last([&] { return w.blank("f", "1"); }, erased ? "erased " : "there ");
    CAF_CHECK(w.history("f") == (texts{"(null)", "two"}));
  }
}

CAF_TEST(a question of which the archive has an old copy is erased) {
  ask_and_cancel();
  CAF_REQUIRE(move("s1").has_value());
  keep_in_archive(1);
  const auto erased = take(begin_erasing_user());
  CAF_CHECK_EQUAL(place(), "both");
  CAF_REQUIRE(erased.has_value());
  rest();
  CAF_CHECK_EQUAL(dead().size(), 0u);
  CAF_CHECK_EQUAL(moving(), 0u);
  CAF_CHECK(take(begin_erasing_user())->purged_at.has_value());
}

CAF_TEST(a question of a session that was about to leave is erased) {
  ask_and_cancel();
  answer<domain::erasure> erasing;
  at_archive(move_order::phase::arrive, [&] {
    erasing = begin_erasing_user();
    while (sched.try_run_once()) continue;
  });
  CAF_CHECK(!move("s1").has_value());
  archive_script->before_commit({});
  CAF_REQUIRE(erasing);
  CAF_REQUIRE(take(erasing).has_value());
  rest();
  CAF_CHECK_EQUAL(dead().size(), 0u);
  CAF_CHECK_EQUAL(place(), "hot");
  CAF_CHECK(take(begin_erasing_user())->purged_at.has_value());
}

CAF_TEST(of many sessions that left only the one is removed that is asked for) {
  constexpr int many = 3000;
  leave_archive(many);
  CAF_REQUIRE_EQUAL(left_in_archive(), static_cast<std::size_t>(many));
  CAF_CHECK(clean("gone" + std::to_string(many - 1)).has_value());
  CAF_CHECK_EQUAL(left_in_archive(), static_cast<std::size_t>(many - 1));
}

CAF_TEST(a session of which nothing is left is not looked for in the archive) {
  talk("s1");
  CAF_REQUIRE(move("s1").has_value());
  rest();
  CAF_REQUIRE(append(say({"four"}), "s1").has_value());
  for (int i = 0; i < 4; ++i) {
    pass(std::chrono::seconds{20});
    // There is always another one that waits.
    const auto id = "other" + std::to_string(i);
    talk(id);
    CAF_REQUIRE(move(id).has_value());
    CAF_REQUIRE(append(say({"four"}), id).has_value());
  }
  CAF_CHECK(left_in_archive() > 0);
  archive_script->reads_unavailable(true);
  CAF_CHECK(clean("s1").has_value());
  CAF_CHECK(!clean("other3").has_value());
  archive_script->reads_unavailable(false);
  CAF_CHECK(clean("other3").has_value());
}

CAF_TEST(an archive that cannot be read at the start is asked again) {
  talk();
  CAF_REQUIRE(move("s1").has_value());
  rest();
  CAF_REQUIRE(append(say({"four"})).has_value());
  end();
  start();
  archive_script->reads_unavailable(true);
  step();
  archive_script->reads_unavailable(false);
  CAF_CHECK(left_in_archive() > 0);
  check_purged_last([&] { return blank("s1", "2"); }, "restarted ");
  CAF_CHECK_EQUAL(left_in_archive(), 0u);
}

CAF_TEST(an archive that is away delays only what waits for it) {
  talk();
  CAF_REQUIRE(move("s1").has_value());
  create("parent");
  spawn("child", "parent");
  CAF_REQUIRE(append(say({"four"})).has_value());
  archive_script->commits_unavailable(true);
  for (int i = 0; i < 10; ++i) {
    const auto n = std::to_string(i);
    CAF_REQUIRE(blank("s1", std::to_string(i % 4 + 1)).has_value());
    CAF_REQUIRE(append(report("report " + n, "r" + n), "child").has_value());
    CAF_CHECK_EQUAL(history("parent").size(), static_cast<std::size_t>(i + 1));
    pass(std::chrono::seconds{1});
  }
  CAF_CHECK(!blank("s1", "1")->purged_at);
  archive_script->commits_unavailable(false);
  check_purged_last([&] { return blank("s1", "1"); }, "away ");
}

CAF_TEST_FIXTURE_SCOPE_END()
