#define CAF_SUITE migration
#include "actors/summary_world.hpp"
#include "actors/tiers.hpp"

// Sessions on their way between the hot store and the archive.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using testing::commit_fault;
using tests::code_of;
using texts = std::vector<std::string>;
using act = migration_command::act;

namespace {

struct fixture : tests::tier_world {
  void talk(const std::string& id = "s1") {
    create(id);
    append(say({"one", "two"}, "m"), id);
    append(say({"three"}), id);
  }
  static const texts said;

  /// What must hold however a move came to its end: it is in one place, whole, and counted once.
  void check_whole(const texts& expected, const std::string& what) {
    rest();
    CAF_CHECK_EQUAL(what + texts_of(history()), what + texts_of(expected));
    CAF_CHECK_EQUAL(what + (place() == "both" ? " both" : ""), what);
    CAF_CHECK_EQUAL(counts().sessions, 1);
    CAF_CHECK_EQUAL(counts().messages, static_cast<std::int64_t>(expected.size()));
    CAF_CHECK_EQUAL(listed().size(), 1u);
    CAF_CHECK_EQUAL(what + std::to_string(moving()), what + "0");
  }
  static std::string texts_of(const texts& all) {
    std::string joined = ":";
    for (const auto& each : all) joined += " " + each;
    return joined;
  }
};
const texts fixture::said{"one", "two", "three"};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(migration_tests, fixture)

CAF_TEST(a closed session moves and is read as before) {
  talk();
  close("s1");
  const auto before = get();
  const auto moved = move("s1");
  CAF_REQUIRE(moved.has_value());
  CAF_CHECK_EQUAL(moved->moved, 1);
  CAF_CHECK_EQUAL(moved->messages, 3);
  CAF_CHECK_EQUAL(place(), "archive");
  const auto after = get();
  CAF_REQUIRE(after.has_value());
  CAF_CHECK(after->record.status == domain::session_status::archived);
  CAF_CHECK_EQUAL(after->record.revision, before->record.revision + 1);
  CAF_CHECK(after->last_activity() == before->last_activity());
  CAF_CHECK(after->record.closed_at == before->record.closed_at);
  check_whole(said, "closed");
  CAF_CHECK(code_of(append(say({"four"}))) == errc::session_closed);
  CAF_CHECK(code_of(create("s1")) == errc::session_exists || create("s1").has_value());
  CAF_CHECK_EQUAL(place(), "archive");
  CAF_CHECK(code_of(move("s1")) == errc::conflict);
  CAF_CHECK(code_of(move("nobody")) == errc::not_found);
  CAF_REQUIRE(reopen("s1").has_value());
  CAF_CHECK_EQUAL(place(), "hot");
  CAF_REQUIRE(append(say({"four"})).has_value());
  check_whole({"one", "two", "three", "four"}, "reopened");
  CAF_CHECK_EQUAL(numbers().recalled, 1);
}

CAF_TEST(one archived while it was open comes back when it is appended to) {
  talk();
  CAF_REQUIRE(move("s1").has_value());
  CAF_CHECK_EQUAL(place(), "archive");
  const auto again = append(say({"one", "two"}, "m"));
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(again->receipts.front().known);
  const auto fresh = append(say({"four"}));
  CAF_REQUIRE(fresh.has_value());
  CAF_CHECK_EQUAL(fresh->receipts.front().seq, 4);
  CAF_CHECK_EQUAL(place(), "hot");
  CAF_CHECK_EQUAL(status("s1"), "active");
  check_whole({"one", "two", "three", "four"}, "appended");
  CAF_REQUIRE(move("s1").has_value());
  CAF_REQUIRE(append(say({"five"})).has_value());
  check_whole({"one", "two", "three", "four", "five"}, "twice");
}

CAF_TEST(one that is written to while it is copied stays) {
  talk();
  int n = 0;
  answer<append_reply> meanwhile;
  archive_script->before_commit([&](std::span<const storage::submission>) {
    if (++n > 1) return;
    meanwhile = begin_append(say({"four"}));
    while (sched.try_run_once()) continue;
  });
  const auto moved = move("s1");
  archive_script->before_commit({});
  CAF_CHECK(code_of(moved) == errc::conflict);
  CAF_CHECK(take(meanwhile).has_value());
  CAF_CHECK_EQUAL(place(), "hot");
  CAF_CHECK_EQUAL(numbers().kept, 1);
  check_whole({"one", "two", "three", "four"}, "copied");
}

CAF_TEST(what comes while a session is held waits and finds it in the archive) {
  talk();
  std::vector<answer<append_reply>> meanwhile;
  answer<message_page> reading;
  archive_script->before_commit([&](std::span<const storage::submission> batch) {
    if (batch.front().move->step != storage::move_order::phase::arrive) return;
    meanwhile.push_back(begin_append(say({"four"})));
    reading = begin<message_page>(page_atom_v, who(), ref(), storage::page_request{});
  });
  const auto moved = move("s1");
  archive_script->before_commit({});
  CAF_CHECK(moved.has_value());
  CAF_REQUIRE_EQUAL(meanwhile.size(), 1u);
  CAF_CHECK(take(meanwhile.front()).has_value());
  CAF_REQUIRE(take(reading).has_value());
  CAF_CHECK_EQUAL(place(), "hot");
  check_whole({"one", "two", "three", "four"}, "held");
}

CAF_TEST(whatever commit fails a session is whole and in one place) {
  for (const auto fault : {commit_fault::reject, commit_fault::lost, commit_fault::written, commit_fault::late})
    for (const bool hot : {true, false})
      for (int good = 0; good < 7; ++good) {
        fixture w;
        w.talk();
        for (int i = 0; i < good; ++i)
          (hot ? w.script : w.archive_script)->push(commit_fault::none);
        (hot ? w.script : w.archive_script)->push(fault);
        (void)w.move("s1");
        const auto name = std::to_string(static_cast<int>(fault)) + (hot ? " hot " : " archive ") +
                          std::to_string(good);
        w.check_whole(said, "move " + name);
        if (w.place() != "archive") (void)w.move("s1");
        CAF_CHECK_EQUAL(name + w.place(), name + "archive");
        for (int i = 0; i < good; ++i)
          (hot ? w.script : w.archive_script)->push(commit_fault::none);
        (hot ? w.script : w.archive_script)->push(fault);
        const auto appended = w.append(w.say({"four"}, "m4"));
        w.rest();
        // Whoever got no clear answer repeats it.
        if (!appended) {
          // What was still to fail may fail now.
          if (!w.append(w.say({"four"}, "m4"))) {
            w.rest();
            CAF_CHECK(w.append(w.say({"four"}, "m4")).has_value());
          }
        }
        w.check_whole({"one", "two", "three", "four"}, "append " + name);
      }
}

CAF_TEST(a process may end after every step) {
  for (int steps = 1; steps < 60; ++steps) {
    fixture w;
    w.talk();
    auto moving = w.begin_move("s1");
    for (int i = 0; i < steps && w.sched.try_run_once(); ++i) continue;
    w.crash();
    const auto name = "move " + std::to_string(steps);
    w.check_whole(said, name);
    if (w.place() != "archive") CAF_CHECK(w.move("s1").has_value());
    auto appending = w.begin_append(w.say({"four"}, "m4"));
    for (int i = 0; i < steps && w.sched.try_run_once(); ++i) continue;
    w.crash();
    CAF_CHECK(w.append(w.say({"four"}, "m4")).has_value());
    w.check_whole({"one", "two", "three", "four"}, "append " + std::to_string(steps));
  }
}

CAF_TEST(children leave before those above them and bring them back) {
  grow();
  for (const auto& id : all()) append(say({id}), id);
  CAF_CHECK(code_of(move("root")) == errc::conflict);
  CAF_CHECK(code_of(move("a")) == errc::conflict);
  for (const std::string id : {"aa", "ab", "a", "ba", "bb", "b", "root"})
    CAF_CHECK_EQUAL(id + (move(id).has_value() ? "" : " stays"), id);
  for (const auto& id : all()) CAF_CHECK_EQUAL(id + place(id), id + "archive");
  CAF_REQUIRE(append(say({"more"}), "aa").has_value());
  for (const std::string id : {"root", "a", "aa"}) CAF_CHECK_EQUAL(id + place(id), id + "hot");
  for (const std::string id : {"b", "ab"}) CAF_CHECK_EQUAL(id + place(id), id + "archive");
  CAF_CHECK_EQUAL(counts().messages, 8);
  // Those that were open when they were archived are closed with the tree.
  CAF_REQUIRE(reopen("root").has_value() || true);
  const auto closed = close("root");
  CAF_CHECK(closed.has_value());
  soon();
  for (const auto& id : all()) {
    const auto view = get(id);
    CAF_CHECK_EQUAL(id + (view && view->record.closed_at ? "" : " is open"), id);
  }
}

CAF_TEST(a tree is erased wherever its sessions are) {
  grow();
  for (const auto& id : all()) append(say({id}), id);
  for (const std::string id : {"aa", "ab", "a", "bb"}) CAF_CHECK(move(id).has_value());
  const auto receipt = erase("root");
  CAF_REQUIRE(receipt.has_value());
  CAF_CHECK_EQUAL(receipt->sessions, 7);
  CAF_CHECK_EQUAL(receipt->messages, 7);
  rest();
  CAF_CHECK_EQUAL(count("erased"), 7u);
  CAF_CHECK_EQUAL(counts().sessions, 0);
  CAF_CHECK_EQUAL(counts().messages, 0);
  CAF_CHECK_EQUAL(moving(), 0u);
  CAF_CHECK(erase("root")->purged_at.has_value());
}

CAF_TEST(what is below a session is found though all of it is archived) {
  const auto gather = [](fixture& w) {
    w.grow();
    for (const auto& id : all()) w.append(say({id}), id);
    for (const std::string id : {"aa", "ab", "a", "ba", "bb", "b"})
      CAF_REQUIRE(w.move(id).has_value());
  };
  {
    fixture w;
    gather(w);
    auto closing = w.begin_change("root", domain::close_change{"done"});
    w.soon();
    CAF_CHECK(w.take(closing).has_value());
    for (const auto& id : all()) {
      const auto view = w.get(id);
      CAF_CHECK_EQUAL(id + (view && view->record.closed_at ? "" : " is open"), id);
    }
  }
  {
    fixture w;
    gather(w);
    const auto receipt = w.erase("root");
    CAF_REQUIRE(receipt.has_value());
    CAF_CHECK_EQUAL(receipt->sessions, 7);
    CAF_CHECK_EQUAL(w.count("erased"), 7u);
  }
}

CAF_TEST(rounds that are counted while a session is copied move with it) {
  talk();
  int n = 0;
  archive_script->before_commit([&](std::span<const storage::submission>) {
    if (++n > 1) return;
    // Rounds move neither head nor revision; the copy has their counts when they come early.
    append_command noted;
    noted.rounds = 2;
    auto counted = begin<append_reply>(append_atom_v, who(), ref(), std::move(noted));
    while (!*counted && sched.try_run_once()) continue;
  });
  const auto moved = move("s1");
  archive_script->before_commit({});
  if (!moved) CAF_REQUIRE(move("s1").has_value());
  CAF_CHECK_EQUAL(place(), "archive");
  const auto view = get();
  CAF_REQUIRE(view.has_value());
  CAF_CHECK_EQUAL(view->record.round, 2);
}

CAF_TEST(an actor that showed the archive shows the hot store when its session is back) {
  create("root");
  CAF_REQUIRE(spawn("a", "root").has_value());
  append(say({"one"}, "m1"), "root");
  for (const std::string id : {"a", "root"}) CAF_REQUIRE(move(id).has_value());
  CAF_CHECK_EQUAL(texts_of(history("root")), texts_of({"one"}));
  // It comes back because somebody below it does, and is not used meanwhile.
  CAF_REQUIRE(append(say({"two"}), "a").has_value());
  CAF_CHECK_EQUAL(place("root"), "hot");
  for (int i = 0; i < 30; ++i) {
    pass(std::chrono::seconds{10});
    CAF_CHECK_EQUAL(texts_of(history("root")), texts_of({"one"}));
  }
  CAF_CHECK_EQUAL(moving(), 0u);
}

CAF_TEST(who waits for a move that is not settled is told when it cannot be) {
  talk();
  CAF_REQUIRE(move("s1").has_value());
  archive_script->push(commit_fault::lost);
  CAF_CHECK(code_of(append(say({"four"}))) == errc::unavailable);
  answer<append_reply> meanwhile;
  script->before_commit([&](std::span<const storage::submission> batch) {
    const auto& order = batch.front().move;
    if (meanwhile || !order || order->step != storage::move_order::phase::forget) return;
    meanwhile = begin_append(say({"five"}));
    while (sched.try_run_once()) continue;
    script->reads_unavailable(true);
  });
  pass(std::chrono::seconds{1});
  CAF_REQUIRE(meanwhile);
  CAF_CHECK(code_of(take(meanwhile)) == errc::unavailable);
  script->before_commit({});
  script->reads_unavailable(false);
  rest();
  CAF_REQUIRE(append(say({"six"})).has_value());
  check_whole({"one", "two", "three", "six"}, "settled");
}

CAF_TEST(what was erased stays erased though the archive kept its copy) {
  talk();
  CAF_REQUIRE(move("s1").has_value());
  // The recalled session's way out of the archive fails, again and again.
  archive_script->before_commit([&](std::span<const storage::submission> batch) {
    const auto& order = batch.front().move;
    if (order && order->step == storage::move_order::phase::depart)
      archive_script->push(commit_fault::reject);
  });
  CAF_REQUIRE(append(say({"four"})).has_value());
  CAF_REQUIRE(erase("s1").has_value());
  CAF_CHECK_EQUAL(status("s1"), "erased");
  CAF_CHECK_EQUAL(listed().size(), 0u);
  CAF_CHECK(!erase("s1")->purged_at.has_value());
  archive_script->before_commit({});
  crash();
  CAF_CHECK_EQUAL(status("s1"), "erased");
  rest();
  CAF_CHECK_EQUAL(status("s1"), "erased");
  CAF_CHECK_EQUAL(place(), "none");
  CAF_CHECK(erase("s1")->purged_at.has_value());
}

CAF_TEST(a purge is over when the archive has nothing left either) {
  talk();
  CAF_REQUIRE(move("s1").has_value());
  CAF_REQUIRE(erase("s1").has_value());
  for (int i = 0; i < 200 && !erase("s1")->purged_at; ++i) pass(std::chrono::seconds{1});
  CAF_CHECK(erase("s1")->purged_at.has_value());
  CAF_CHECK_EQUAL(moving(), 0u);
}

CAF_TEST(a message of an archived session is erased) {
  talk();
  CAF_REQUIRE(move("s1").has_value());
  const auto receipt = blank("s1", "2");
  CAF_REQUIRE(receipt.has_value());
  CAF_CHECK_EQUAL(receipt->messages, 1);
  check_whole({"one", "(null)", "three"}, "blank");
  CAF_REQUIRE(move("s1").has_value());
  check_whole({"one", "(null)", "three"}, "blank and moved");
}

CAF_TEST(a user is erased in both stores) {
  for (const std::string id : {"s1", "s2"}) talk(id);
  CAF_REQUIRE(move("s1").has_value());
  const auto erased = ask<domain::erasure>(person_atom_v, who(), std::string{"user"});
  CAF_REQUIRE(erased.has_value());
  CAF_CHECK_EQUAL(erased->messages, 6);
  for (const std::string id : {"s1", "s2"})
    CAF_CHECK_EQUAL(id + texts_of(history(id)), id + texts_of({"(null)", "(null)", "(null)"}));
}

CAF_TEST(an archived session can be forked and what shares messages stays) {
  talk();
  CAF_REQUIRE(move("s1").has_value());
  auto command = creation("f");
  command.fork = storage::fork_point{"s1", 2};
  const auto forked = ask<create_reply>(create_atom_v, who(), command);
  CAF_REQUIRE(forked.has_value());
  CAF_CHECK_EQUAL(texts_of(history("f")), texts_of({"one", "two"}));
  CAF_CHECK_EQUAL(place("s1"), "hot");
  CAF_CHECK(code_of(move("s1")) == errc::conflict);
  CAF_CHECK(code_of(move("f")) == errc::conflict);
}

CAF_TEST(a repeated request gets its answer from wherever the session is) {
  create();
  auto command = say({"one", "two"});
  command.once = storage::idempotency{"k1", "POST /x", base::digest_of("body")};
  const auto first = append(command);
  CAF_REQUIRE(first.has_value());
  CAF_REQUIRE(move("s1").has_value());
  rest();
  const auto replayed =
      ask<replay>(replay_atom_v, who(), std::string{"k1"}, std::string{"POST /x"});
  CAF_REQUIRE(replayed.has_value());
  CAF_REQUIRE_EQUAL(replayed->receipts.size(), 2u);
  CAF_CHECK_EQUAL(replayed->receipts[1].message_id, first->receipts[1].message_id);
}

CAF_TEST(who is only read in the archive is not summarized) {
  tests::summary_world w{archive::memory};
  w.env->summaries.automatic = false;
  w.create();
  for (int i = 0; i < 30; ++i) {
    auto command = w.say({"question " + std::to_string(i)});
    command.rounds = 1;
    CAF_REQUIRE(w.append(command).has_value());
  }
  CAF_REQUIRE(w.ask<migration_status>(migrate_atom_v, w.who(), w.ref()).has_value());
  w.env->summaries.automatic = true;
  w.crash();
  CAF_CHECK_EQUAL(w.history().size(), 30u);
  CAF_CHECK(w.model->jobs.empty());
  CAF_REQUIRE(w.append(w.say({"one more"})).has_value());
  CAF_CHECK(!w.model->jobs.empty());
}

CAF_TEST(the loop moves what is due and nothing else) {
  for (const std::string id : {"c1", "c2", "old", "used"}) talk(id);
  close("c1");
  close("c2");
  clock.advance(env->migration.idle + std::chrono::hours{1});
  append(say({"again"}), "used");
  CAF_CHECK(code_of(command({act::start, {}, {}, {}})) == errc::invalid_argument);
  CAF_CHECK(code_of(command({act::start, 0, {}, {}})) == errc::invalid_argument);
  CAF_CHECK(code_of(command({act::start, 60, 0, {}})) == errc::invalid_argument);
  CAF_CHECK(code_of(command({act::look, {}, {}, -1})) == errc::invalid_argument);
  CAF_CHECK(!numbers().running);
  CAF_REQUIRE(command({act::start, 60, 1, 1000}).has_value());
  soon();
  auto seen = numbers();
  CAF_CHECK(seen.running);
  CAF_CHECK_EQUAL(seen.moved, 3);
  CAF_CHECK_EQUAL(seen.messages, 9);
  CAF_CHECK(seen.last_round.has_value());
  CAF_CHECK(seen.lag_s >= 3600);
  CAF_CHECK_EQUAL(place("used"), "hot");
  for (const std::string id : {"c1", "c2", "old"}) CAF_CHECK_EQUAL(id + place(id), id + "archive");
  CAF_CHECK_EQUAL(listed().size(), 4u);
  CAF_REQUIRE(command({act::stop, {}, {}, {}}).has_value());
  close("used");
  rest();
  CAF_CHECK_EQUAL(place("used"), "hot");
  CAF_CHECK(!numbers().running);
  CAF_REQUIRE(command({act::start, {}, {}, {}}).has_value());
  soon();
  CAF_CHECK_EQUAL(place("used"), "archive");
}

CAF_TEST(the loop goes on when a store was away) {
  talk();
  close("s1");
  CAF_REQUIRE(command({act::start, 60, {}, {}}).has_value());
  archive_script->commits_unavailable(true);
  soon();
  CAF_CHECK_EQUAL(place(), "hot");
  CAF_CHECK(numbers().failed > 0);
  CAF_CHECK(!numbers().last_error.empty());
  archive_script->commits_unavailable(false);
  rest();
  CAF_CHECK_EQUAL(place(), "archive");
  check_whole(said, "away");
}

CAF_TEST_FIXTURE_SCOPE_END()
