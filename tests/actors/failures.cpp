#define CAF_SUITE failures
#include "actors/failing_entropy.hpp"
#include "actors/world.hpp"
#include "parley/telemetry/log.hpp"

// What happens when the handling of a request throws: the session starts again, and what made it
// fail twice is not tried a third time.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using std::chrono::milliseconds;
using std::chrono::seconds;
using texts = std::vector<std::string>;

namespace {

struct failing_world : tests::world {
  tests::failing_entropy chance;

  failing_world() {
    env->entropy = &chance;
    telemetry::configure_log("off", "text");
  }

  /// The clock goes on and the tick for which the supervisor asked comes.
  void pass(std::chrono::microseconds time) {
    clock.advance(time);
    self->send(supervisor, tick_atom_v);
    step();
  }

  std::uint64_t failed() { return ask<supervisor_status>(status_atom_v)->failed; }

  /// Makes its session fail as soon as it is worked on.
  append_command poison() { return say({"poison"}); }

  /// Each has waited for its restart before the next.
  void fail_often(int times, const std::string& id = "s1") {
    for (int i = 0; i < times; ++i) {
      if (i > 0) pass(milliseconds{500});
      chance.fail(1);
      begin_append(poison(), id);
      step();
    }
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(failure_tests, failing_world)

CAF_TEST(a request whose handling threw once is carried out by the restarted session) {
  create();
  append(say({"a"}, "m1"));
  chance.fail(1);
  const auto answer = append(poison());
  CAF_REQUIRE(answer.has_value());
  CAF_CHECK(answer->receipts[0].seq == 2);
  CAF_CHECK(history() == (texts{"a", "poison"}));
  CAF_CHECK(failed() == 1u);
  CAF_CHECK(live() == 1u);
}

CAF_TEST(a request that makes its session fail twice is answered and not carried out) {
  create();
  append(say({"a"}, "m1"));
  chance.fail(2);
  const auto answer = append(poison());
  CAF_CHECK(tests::code_of(answer) == errc::internal);
  CAF_CHECK(!chance.failing());
  pass(milliseconds{100});
  CAF_CHECK(append(say({"b"}, "m2")).has_value());
  CAF_CHECK(history() == (texts{"a", "b"}));
}

CAF_TEST(what was set aside is kept and can be retried) {
  create();
  const auto letters = [&] {
    return store->open_reader().value().jobs->dead({"acme", {}, 10}).value();
  };
  const auto set_aside = [&](const auto& answer) {
    pass(seconds{1});
    CAF_CHECK(tests::code_of(answer) == errc::internal);
    const auto kept = letters();
    CAF_REQUIRE(kept.size() == 1u);
    const auto id = "dead letter " + std::to_string(kept[0].id);
    CAF_CHECK(answer.error().text.find(id) != std::string::npos);
    CAF_CHECK(kept[0].kind == storage::job_kind::poison);
    CAF_CHECK(kept[0].tenant == "acme");
    CAF_CHECK(kept[0].reason == "no entropy");
    return kept[0];
  };
  const auto retry = [&](const storage::job& letter) {
    const auto again = ask<storage::job>(letter_atom_v, who(), letter_command{letter.id, true});
    CAF_CHECK(again.has_value());
    CAF_CHECK(letters().empty());
    pass(seconds{400});  // all is forgotten
  };

  chance.fail(2);
  const auto appended = set_aside(append(poison()));
  CAF_CHECK(appended.session_id == "s1");
  const auto shown = domain::parse_json(appended.payload);
  CAF_REQUIRE(shown.has_value());
  CAF_CHECK((*shown)["operation"] == "append");
  CAF_CHECK((*shown)["request"]["messages"][0]["content"] == "poison");
  auto stranger = who();
  stranger.tenant = "other";
  CAF_CHECK(tests::code_of(ask<done>(retry_atom_v, stranger, appended)) == errc::forbidden);
  CAF_CHECK(letters().size() == 1u);
  retry(appended);
  CAF_CHECK(history() == (texts{"poison"}));

  turn_command command;
  command.what = begin_turn{say({"?"}).messages[0], {}, domain::when_busy::enqueue};
  chance.fail(2);
  const auto begun = set_aside(ask<turn_reply>(turn_atom_v, who(), ref(), command));
  CAF_CHECK(domain::parse_json(begun.payload).value()["operation"] == "turn");
  // Requeued and failing again it lies in a new letter, and the old one is gone.
  chance.fail(2);
  ask<storage::job>(letter_atom_v, who(), letter_command{begun.id, true});
  pass(seconds{1});
  const auto once_more = letters();
  CAF_REQUIRE(once_more.size() == 1u);
  CAF_CHECK(once_more[0].id != begun.id);
  pass(seconds{400});
  retry(once_more[0]);
  CAF_CHECK(history() == (texts{"poison", "?"}));

  auto damaged = begun;
  damaged.payload = "{}";
  CAF_CHECK(tests::code_of(ask<done>(retry_atom_v, who(), damaged)) == errc::internal);
}

CAF_TEST(what was set aside is carried out once however often its removal fails) {
  create();
  chance.fail(2);
  append(poison());
  pass(seconds{1});
  const auto letters = store->open_reader().value().jobs->dead({"acme", {}, 10}).value();
  CAF_REQUIRE(letters.size() == 1u);
  int refused = 0;
  script->before_commit([&](std::span<const storage::submission> batch) {
    for (const auto& s : batch)
      if (s.jobs && !s.jobs->remove.empty() && refused++ < 3) {
        script->push(testing::commit_fault::reject);
        return;
      }
  });
  ask<storage::job>(letter_atom_v, who(), letter_command{letters[0].id, true});
  for (int i = 0; i < 10; ++i) {
    pass(seconds{60});
    self->send(courier, tick_atom_v);
    step();
  }
  CAF_CHECK(refused > 3);
  CAF_CHECK(history() == (texts{"poison"}));
  const auto later = clock.now() + std::chrono::hours{1};
  CAF_CHECK(store->open_reader().value().jobs->due(later, 1).value().items.empty());
}

CAF_TEST(a poisonous request that cannot be set aside is answered all the same) {
  create();
  script->commits_unavailable(true);
  chance.fail(2);
  const auto answer = append(poison());
  CAF_CHECK(tests::code_of(answer) == errc::internal);
  CAF_CHECK(answer.error().text.find("could not be set aside") != std::string::npos);
  script->commits_unavailable(false);
}

CAF_TEST(requests that wait behind it are carried out in their order) {
  create();
  auto first = begin_append(say({"a"}, "m1"));
  auto second = begin_append(say({"b"}, "m2"));
  auto bad = begin_append(poison());
  auto third = begin_append(say({"c"}, "m3"));
  auto shown = begin<domain::session_view>(get_atom_v, who(), ref());
  auto fourth = begin_append(say({"d"}, "m4"));
  chance.fail(2);
  step();
  CAF_CHECK(tests::code_of(**bad) == errc::internal);
  CAF_CHECK((*shown)->has_value());
  pass(milliseconds{100});
  for (const auto& one : {first, second, third, fourth}) CAF_CHECK((*one)->has_value());
  CAF_CHECK(history() == (texts{"a", "b", "c", "d"}));
}

CAF_TEST(every kind of write is tried again and then given up) {
  create();
  turn_command command;
  command.what = begin_turn{say({"?"}).messages[0], {}, domain::when_busy::enqueue};
  chance.fail(1);
  auto turn = ask<turn_reply>(turn_atom_v, who(), ref(), command);
  CAF_REQUIRE(turn.has_value());
  CAF_CHECK(history() == (texts{"?"}));
  pass(seconds{301});
  chance.fail(2);
  CAF_CHECK(tests::code_of(ask<turn_reply>(turn_atom_v, who(), ref(), command)) == errc::internal);
  pass(milliseconds{100});
  CAF_CHECK(history() == (texts{"?"}));
}

CAF_TEST(after the second failure requests wait for the restart) {
  create();
  fail_often(2);
  CAF_CHECK(failed() == 1u);
  auto waits = begin_append(say({"a"}, "m1"));
  auto reads = begin<domain::session_view>(get_atom_v, who(), ref());
  step();
  CAF_CHECK(!*waits);
  CAF_CHECK(!*reads);
  pass(milliseconds{49});
  CAF_CHECK(!*waits);
  pass(milliseconds{51});
  CAF_REQUIRE(*waits && *reads);
  CAF_CHECK((*waits)->has_value());
  CAF_CHECK((*reads)->has_value());
}

CAF_TEST(who cannot wait so long is told when to come back) {
  create();
  fail_often(4);
  auto hurried = who();
  hurried.deadline = clock.monotonic() + milliseconds{10};
  const auto answer = ask<domain::session_view>(get_atom_v, hurried, ref());
  CAF_CHECK(tests::code_of(answer) == errc::unavailable);
  CAF_CHECK(answer.error().retry_after_ms >= 100);
  CAF_CHECK(answer.error().retry_after_ms <= 400);
}

CAF_TEST(who waits for a restart while no session is live has the clock run) {
  auto& state = deref<std::remove_pointer_t<actors::supervisor_pointer>>(supervisor).state;
  for (int i = 0; i < 2; ++i) {
    create();
    self->send_exit(state.sessions.begin()->second.handle, caf::exit_reason::kill);
    step();
  }
  CAF_CHECK(live() == 0u);
  for (int i = 0; i < 3; ++i) {
    sched.trigger_timeouts();
    step();
  }
  auto waits = begin_append(say({"a"}, "m1"));
  step();
  CAF_CHECK(!*waits);
  clock.advance(seconds{1});
  sched.trigger_timeouts();
  step();
  CAF_CHECK(*waits && (*waits)->has_value());
}

CAF_TEST(what waits for a restart is bounded) {
  env->mailbox = 3;
  create();
  fail_often(2);
  std::vector<answer<append_reply>> all;
  for (int i = 0; i < 5; ++i) all.push_back(begin_append(say({"x"}, "m" + std::to_string(i))));
  step();
  std::size_t refused = 0;
  for (const auto& one : all)
    if (*one && tests::code_of(**one) == errc::overloaded && (*one)->error().retry_after_ms > 0)
      ++refused;
  CAF_CHECK(refused == 2u);
  pass(milliseconds{100});
  // The culprit of the second failure waited too, and before them.
  CAF_CHECK(history() == (texts{"poison", "poison", "x", "x", "x"}));
}

CAF_TEST(a session that fails again and again is given up for a while) {
  create();
  create("other");
  fail_often(5);
  const auto answer = append(say({"a"}, "m1"));
  CAF_CHECK(tests::code_of(answer) == errc::unavailable);
  CAF_CHECK(answer.error().retry_after_ms == 60'000);
  CAF_CHECK(append(say({"a"}, "m1"), "other").has_value());
  pass(seconds{60});
  CAF_CHECK(append(say({"a"}, "m1")).has_value());
  CAF_CHECK(failed() == 1u);
  pass(seconds{301});
  CAF_CHECK(failed() == 0u);
}

CAF_TEST(a node whose sessions fail too often gives up and answers) {
  std::optional<base::status> why;
  supervisor->attach_functor([&](const caf::error& e) { why = to_status(e); });
  auto waiting = answer<append_reply>{};
  for (int s = 0; s < 34; ++s) {
    const auto id = "s" + std::to_string(s);
    create(id);
    fail_often(3, id);
    if (s == 32) {  // its restart is due after the hundredth failure
      waiting = begin_append(say({"a"}, "m1"), id);
      step();
    }
  }
  CAF_REQUIRE(why);
  CAF_CHECK(why->text.find("100 times") != std::string::npos);
  CAF_REQUIRE(*waiting);
  CAF_CHECK(tests::code_of(**waiting) == errc::unavailable);
  CAF_CHECK(tests::code_of(append(say({"a"}))) == errc::unavailable);
}

CAF_TEST(a supervisor that fails answers whom it can and ends) {
  create();
  std::optional<base::status> why;
  supervisor->attach_functor([&](const caf::error& e) { why = to_status(e); });
  chance.fail(1);
  create_command nameless;
  nameless.request = domain::decode_session_request(domain::json::object(), {}).value();
  auto answer = begin<create_reply>(create_atom_v, who(), nameless);
  step();
  CAF_CHECK(why.has_value());
  CAF_REQUIRE(*answer);
  CAF_CHECK(!(*answer)->has_value());
}

CAF_TEST(stopping refuses what waits for a restart) {
  create();
  fail_often(2);
  auto waits = begin_append(say({"a"}, "m1"));
  step();
  auto stop = begin<done>(stop_atom_v);
  step();
  CAF_CHECK((*stop)->has_value());
  CAF_REQUIRE(*waits);
  CAF_CHECK(tests::code_of(**waits) == errc::unavailable);
}

CAF_TEST(failures at any moment leave every request answered and nothing written twice) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    testing::seeded_entropy random{seed};
    const std::string id = "s" + std::to_string(seed);
    create(id);
    std::vector<std::pair<std::string, answer<append_reply>>> all;
    for (int i = 0; i < 20; ++i) {
      if (random.chance(20)) chance.fail(1 + static_cast<int>(random.below(2)));
      if (random.chance(10)) begin<done>(passivate_atom_v, who(), ref(id));
      const auto text = std::to_string(i);
      all.emplace_back(text, begin_append(say({text}), id));
      for (auto n = random.below(12); n > 0 && !sched.jobs.empty(); --n) {
        std::swap(sched.jobs[random.below(sched.jobs.size())], sched.jobs.front());
        sched.try_run_once();
      }
      if (random.chance(20)) pass(milliseconds{200});
    }
    chance.fail(0);
    // Until the longest delay and a session that was given up are over.
    for (int i = 0; i < 4; ++i) pass(seconds{25});
    const auto shown = history(id);
    for (const auto& [text, one] : all) {
      if (!*one) {
        CAF_ERROR("seed " << seed << ": " << text << " was never answered");
        continue;
      }
      const auto times = std::count(shown.begin(), shown.end(), text);
      const auto code = tests::code_of(**one);
      if (times > 1) CAF_ERROR("seed " << seed << ": " << text << " is there twice");
      if ((*one)->has_value() && times == 0)
        CAF_ERROR("seed " << seed << ": " << text << " is lost");
      if (!(*one)->has_value() && code != errc::unknown_outcome && times != 0)
        CAF_ERROR("seed " << seed << ": " << text << " was refused and written");
    }
    for (const auto& text : shown)
      if (text.rfind("gap", 0) == 0 || text.rfind("error", 0) == 0)
        CAF_ERROR("seed " << seed << ": " << text);
    pass(seconds{400});
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
