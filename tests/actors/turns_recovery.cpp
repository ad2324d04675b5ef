#define CAF_SUITE turns_recovery
#include <set>

#include "turns_world.hpp"

// Turns that outlive their actor or their process, or whose outcome is unknown.

using namespace parley;
using namespace parley::tests;

CAF_TEST_FIXTURE_SCOPE(turn_recovery_tests, turns_world)

CAF_TEST(a session that went to rest goes on with its turn) {
  const auto id = id_of(begin_turn("q"));
  chunk(id, 0, {"ab"});
  CAF_CHECK(ask<done>(passivate_atom_v, who(), ref()).has_value());
  CAF_CHECK(live() == 0u);
  CAF_CHECK(find(id)->turn.draft.text == "ab");
  CAF_CHECK(chunk(id, 1, {"c"}).has_value());
  end(id);
  CAF_CHECK(history() == (texts{"q", "abc"}));
}

CAF_TEST(chunks are not taken before the row of a turn that rested is its own again) {
  const auto id = id_of(begin_turn("q"));
  chunk(id, 0, {"ab"});
  ask<done>(passivate_atom_v, who(), ref());
  script->commits_unavailable(true);
  CAF_CHECK_EQUAL(state_of(chunk(id, 1, {"c"})), "unavailable");
  script->commits_unavailable(false);
  pass(2s);
  CAF_CHECK(chunk(id, 1, {"c"}).has_value());
  end(id);
  CAF_CHECK(history() == (texts{"q", "abc"}));
}

CAF_TEST(after a crash the turn has failed with what was durable) {
  const auto first = begin_turn("1");
  const auto second = begin_turn("2");
  chunk(id_of(first), 0, {"ab"});
  crash();
  CAF_CHECK(find(id_of(first))->turn.state == domain::turn_state::failed);
  CAF_CHECK(find(id_of(second))->turn.state == domain::turn_state::running);
  CAF_CHECK(history() == (texts{"1", "ab", "2"}));
  CAF_CHECK(get()->record.turn_count == 0);
}

CAF_TEST(who waits for the end of a turn is answered when the session goes to rest before it) {
  const auto id = id_of(begin_turn("q"));
  crash();
  script->push(commit_fault::lost);
  auto waits = begin<domain::session_view>(get_atom_v, who(), ref());
  CAF_CHECK(ask<done>(passivate_atom_v, who(), ref()).has_value());
  CAF_REQUIRE(*waits);
  CAF_CHECK(tests::code_of(**waits) == errc::unavailable);
  clock.advance(2s);
  CAF_CHECK(find(id)->turn.state == domain::turn_state::failed);
}

CAF_TEST(a turn that lost chunks in a crash is not completed while the store is away) {
  const auto id = id_of(begin_turn("q"));
  chunk(id, 0, {"ab"});
  crash();
  script->push(commit_fault::reject);
  CAF_CHECK_EQUAL(state_of(end(id)), "unavailable");
  clock.advance(2s);
  CAF_CHECK_EQUAL(state_of(end(id)), "conflict");
  CAF_CHECK(find(id)->turn.state == domain::turn_state::failed);
}

CAF_TEST(a step whose outcome is unknown is found by repeating) {
  for (const auto fault : {commit_fault::written, commit_fault::lost}) {
    const std::string id = fault == commit_fault::written ? "w" : "l";
    script->push(fault);
    CAF_CHECK_EQUAL(state_of(begin_turn("q", id)), "unknown_outcome");
    const auto again = begin_turn("q", id);
    CAF_CHECK_EQUAL(state_of(again), "running");
    script->push(fault);
    CAF_CHECK_EQUAL(state_of(end(id_of(again))), "unknown_outcome");
    CAF_CHECK_EQUAL(state_of(end(id_of(again))), "complete");
  }
  CAF_CHECK(history() == (texts{"q", "", "q", ""}));
  CAF_CHECK(get()->record.turn_count == 2);
}

CAF_TEST(a turn whose beginning was unknown goes on) {
  script->push(commit_fault::written);
  CAF_CHECK_EQUAL(state_of(begin_turn("q", "m1")), "unknown_outcome");
  const auto id = id_of(begin_turn("q", "m1"));
  pass(2s);
  CAF_CHECK(chunk(id, 0, {"a"}).has_value());
  CAF_CHECK_EQUAL(state_of(end(id)), "complete");
}

CAF_TEST(a session that crashed comes back after its last submission was written) {
  begin_turn("1");
  using supervisor_impl =
      std::remove_pointer_t<supervisor_actor::stateful_pointer<actors::supervisor_state>>;
  auto& state = deref<supervisor_impl>(supervisor).state;
  answer<turn_reply> third;
  script->before_commit([&](std::span<const storage::submission> batch) {
    if (third || batch.front().parts.empty()) return;
    self->send_exit(state.sessions.begin()->second.handle, caf::exit_reason::kill);
    while (!sched.jobs.empty()) sched.run_once();
    protocol::begin_turn what{say({"3"}, "m3").messages.at(0), {}, {}};
    third = begin<turn_reply>(turn_atom_v, who(), ref(), turn_command{std::move(what)});
    while (!sched.jobs.empty()) sched.run_once();
  });
  CAF_CHECK_EQUAL(state_of(begin_turn("2", "m2")), "unknown_outcome");
  script->before_commit(nullptr);
  const auto second = begin_turn("2", "m2");
  CAF_REQUIRE(second.has_value());
  CAF_CHECK(second->known);
  CAF_REQUIRE(third && *third && (*third)->has_value());
  const auto page =
      ask<turn_page>(list_turns_atom_v, who(), ref(), std::int64_t{0}, std::int64_t{9});
  CAF_REQUIRE(page.has_value());
  std::set<std::string> ids;
  for (const auto& item : page->items) ids.insert(item.turn.turn_id);
  CAF_CHECK(ids.size() == 3u);
  CAF_CHECK(ids.contains(id_of(second)) && ids.contains(id_of(**third)));
}

CAF_TEST(a turn that was cut off ends though nobody knows at first that it did) {
  begin_turn("1");
  const auto second = id_of(begin_turn("2"));
  crash();
  script->push(commit_fault::written);
  get();
  for (int i = 0; i < 3; ++i) pass(1s);
  CAF_CHECK(find(second)->turn.state == domain::turn_state::running);
  CAF_CHECK_EQUAL(state_of(end(second)), "complete");
  CAF_CHECK(history() == (texts{"1", "", "2", ""}));
}

CAF_TEST(a turn of a session at rest ends by itself) {
  const auto turn_id = id_of(begin_turn("q"));
  chunk(turn_id, 0, {"said"});
  const auto other = ref("other");
  create("other");
  ask<done>(passivate_atom_v, who(), other);
  ask<done>(passivate_atom_v, who(), ref());
  CAF_CHECK(live() == 0u);
  pass(env->lease + 1s);
  CAF_CHECK(live() == 1u);
  // What it wrote, it wrote before anybody asked.
  const auto commits = script->commits();
  CAF_CHECK(find(turn_id)->turn.state == domain::turn_state::failed);
  CAF_CHECK(script->commits() == commits);
  CAF_CHECK(history() == (texts{"q", "said"}));
}

CAF_TEST(a turn that begins while its session goes to rest ends by itself) {
  const auto begun = begin<turn_reply>(
      turn_atom_v, who(), ref(),
      turn_command{protocol::begin_turn{say({"q"}).messages.at(0), {}, {}}});
  std::optional<answer<done>> rest;
  script->before_commit([&](std::span<const storage::submission>) {
    if (!rest) rest = begin<done>(passivate_atom_v, who(), ref());
  });
  const auto reply = take(begun);
  CAF_REQUIRE(reply.has_value());
  CAF_CHECK(rest && (*rest)->has_value());
  CAF_CHECK(live() == 0u);
  pass(env->lease + 1s);
  const auto row = store->open_reader().value().log->load(ref()).value();
  CAF_CHECK(row->open_turns.empty());
}

CAF_TEST(turns that a crash left behind end when the next process starts) {
  std::vector<std::string> left;
  for (int i = 0; i < 130; ++i) {
    const auto id = "s" + std::to_string(i);
    if (i != 1) create(id);
    protocol::begin_turn what{say({"q"}).messages.at(0), {}, {}};
    ask<turn_reply>(turn_atom_v, who(), ref(id), turn_command{std::move(what)});
    left.push_back(id);
  }
  create("quiet");
  left.push_back("quiet");
  for (const auto& id : left) ask<done>(passivate_atom_v, who(), ref(id));
  env->process = "another-process";
  CAF_CHECK(live() == 0u);
  sys.spawn(actors::recovery, slow, supervisor);
  step();
  CAF_CHECK(live() == 130u);
  const auto commits = script->commits();
  CAF_CHECK(history("s129") == (texts{"q", ""}));
  CAF_CHECK(script->commits() == commits);
}

CAF_TEST(recovery without a store is tried again) {
  const auto turn_id = id_of(begin_turn("q"));
  crash();
  script->reads_unavailable(true);
  sys.spawn(actors::recovery, slow, supervisor);
  step();
  CAF_CHECK(live() == 0u);
  script->reads_unavailable(false);
  sched.trigger_timeouts();
  step();
  CAF_CHECK(live() == 1u);
  const auto commits = script->commits();
  CAF_CHECK(find(turn_id)->turn.state == domain::turn_state::failed);
  CAF_CHECK(script->commits() == commits);
}

CAF_TEST(recovery that still waits for the store ends with its node) {
  script->reads_unavailable(true);
  const auto waiting = sys.spawn(actors::recovery, slow, supervisor);
  step();
  self->monitor(waiting);
  self->send_exit(supervisor, caf::exit_reason::user_shutdown);
  step();
  bool ended = false;
  self->receive([&](const caf::down_msg&) { ended = true; });
  CAF_CHECK(ended);
}

CAF_TEST(a lease lasts as long as it should when the wall clock is set) {
  for (const auto set : {-3600s, 3600s}) {
    const auto begun = begin_turn("q" + std::to_string(set.count()));
    CAF_REQUIRE_EQUAL(state_of(begun), "running");
    const auto id = id_of(begun);
    clock.set_wall(clock.now() + set);
    pass(env->lease / 2);
    CAF_CHECK(chunk(id, 0, {"a"}).has_value());
    clock.set_wall(clock.now() + set);
    pass(env->lease - 2s);
    CAF_CHECK(find(id)->turn.state == domain::turn_state::running);
    pass(3s);
    CAF_CHECK(find(id)->turn.state == domain::turn_state::failed);
    CAF_CHECK_EQUAL(history().back(), "a");
  }
}

CAF_TEST(a draft is saved soon after the wall clock was set back) {
  const auto id = id_of(begin_turn("q"));
  CAF_REQUIRE(chunk(id, 0, {"ab"}).has_value());
  clock.set_wall(clock.now() - 3600s);
  pass(2s);
  auto access = store->open_reader().value();
  const auto row = access.log->load(ref()).value();
  CAF_REQUIRE(row && row->open_turns.size() == 1u);
  CAF_CHECK_EQUAL(row->open_turns[0].draft.text, "ab");
}

CAF_TEST(a lease of before the clock was set back ends within its time) {
  const auto id = id_of(begin_turn("q"));
  CAF_REQUIRE(ask<done>(passivate_atom_v, who(), ref()).has_value());
  clock.set_wall(clock.now() - 3600s);
  CAF_REQUIRE(find(id).has_value());
  pass(env->lease + 1s);
  CAF_CHECK(find(id)->turn.state == domain::turn_state::failed);
}

CAF_TEST_FIXTURE_SCOPE_END()
