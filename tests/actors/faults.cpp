#define CAF_SUITE faults
#include "actors/world.hpp"

// What a session promises while the store does not behave.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using testing::commit_fault;
using texts = std::vector<std::string>;

CAF_TEST_FIXTURE_SCOPE(fault_tests, tests::world)

CAF_TEST(an unknown outcome that was written is found by repeating) {
  create();
  script->push(commit_fault::written);
  CAF_CHECK(tests::code_of(append(say({"a"}, "m1"))) == errc::unknown_outcome);
  auto again = append(say({"a"}, "m1"));
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(again->receipts[0].known);
  CAF_CHECK(history() == (texts{"a"}));
}

CAF_TEST(an unknown outcome that was lost is written by repeating) {
  create();
  script->push(commit_fault::lost);
  CAF_CHECK(tests::code_of(append(say({"a"}, "m1"))) == errc::unknown_outcome);
  auto again = append(say({"a"}, "m1"));
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(!again->receipts[0].known);
  CAF_CHECK(history() == (texts{"a"}));
}

CAF_TEST(after an unknown outcome nothing is submitted before the head is read again) {
  create();
  append(say({"a"}));
  script->push(commit_fault::written);
  const auto before = script->submissions();
  auto first = begin_append(say({"b"}, "m1"));
  auto second = begin_append(say({"c"}));
  auto third = begin_append(say({"d"}));
  script->reads_unavailable(true);
  step();
  CAF_CHECK(tests::code_of(**first) == errc::unknown_outcome);
  CAF_CHECK(tests::code_of(**second) == errc::unavailable);
  CAF_CHECK(tests::code_of(**third) == errc::unavailable);
  CAF_CHECK(tests::code_of(get()) == errc::unavailable);
  const auto submitted = script->submissions();
  CAF_CHECK(submitted - before == 1u);
  script->reads_unavailable(false);
  CAF_CHECK(get()->at.last_seq == 2);
  CAF_CHECK(script->submissions() == submitted);
  CAF_CHECK(append(say({"c"})).has_value());
  CAF_CHECK(history() == (texts{"a", "b", "c"}));
}

CAF_TEST(a store that is away answers unavailable and heals by itself) {
  create();
  script->commits_unavailable(true);
  auto answer = append(say({"a"}));
  CAF_CHECK(tests::code_of(answer) == errc::unavailable);
  CAF_CHECK(history() == texts{});
  script->commits_unavailable(false);
  CAF_CHECK(append(say({"a"})).has_value());
  CAF_CHECK(history() == (texts{"a"}));
}

CAF_TEST(a head that moved elsewhere is read again and the request goes through) {
  create();
  append(say({"a"}));
  script->push(commit_fault::conflict);
  const auto reads = script->reads();
  auto first = begin_append(say({"b"}, "m1"));
  auto second = begin_append(say({"b2"}));
  step();
  CAF_REQUIRE((*first)->has_value());
  CAF_CHECK((*first)->value().receipts[0].seq == 2);
  CAF_REQUIRE((*second)->has_value());
  CAF_CHECK((*second)->value().receipts[0].seq == 3);
  CAF_CHECK(script->reads() > reads);
  script->push(commit_fault::conflict);
  script->push(commit_fault::conflict);
  script->push(commit_fault::conflict);
  CAF_CHECK(tests::code_of(append(say({"c"}))) == errc::unavailable);
  CAF_CHECK(append(say({"d"})).has_value());
  CAF_CHECK(history() == (texts{"a", "b", "b2", "d"}));
}

CAF_TEST(a creation whose outcome is unknown is found or made by repeating) {
  for (const auto fault : {commit_fault::lost, commit_fault::written}) {
    const std::string id = fault == commit_fault::lost ? "lost" : "written";
    script->push(fault);
    CAF_CHECK(tests::code_of(create(id)) == errc::unknown_outcome);
    auto again = create(id);
    CAF_REQUIRE(again.has_value());
    CAF_CHECK(again->existed == (fault == commit_fault::written));
    CAF_CHECK(append(say({"a"}), id).has_value());
  }
}

CAF_TEST(nothing is shown before it is committed) {
  create();
  append(say({"a"}));
  answer<domain::session_view> shown;
  answer<message_page> page;
  script->before_commit([&](std::span<const storage::submission>) {
    // The writer is in its commit and the other actors go on: they answer of the state before.
    storage::page_request newest;
    shown = begin<domain::session_view>(get_atom_v, who(), ref());
    page = begin<message_page>(page_atom_v, who(), ref(), newest);
    while (!sched.jobs.empty()) sched.run_once();
  });
  auto appended = begin_append(say({"b"}));
  step();
  script->before_commit(nullptr);
  CAF_REQUIRE(shown && *shown && page && *page);
  CAF_CHECK((*shown)->value().at.last_seq == 1);
  CAF_CHECK((*page)->value().items.size() == 1u);
  CAF_CHECK((*appended)->has_value());
  CAF_CHECK(get()->at.last_seq == 2);
}

CAF_TEST(what waits for the writer is bounded and refused with a hint) {
  create("a");
  create("b");
  actors::bound_mailbox<actors::writer_state>(writer, 1, 100);
  auto first = begin_append(say({"x"}), "a");
  auto second = begin_append(say({"y"}), "b");
  step();
  CAF_CHECK((*first)->has_value());
  CAF_CHECK(tests::code_of(**second) == errc::overloaded);
  CAF_CHECK((*second)->error().retry_after_ms > 0);
  CAF_CHECK(append(say({"y"}), "b").has_value());
}

CAF_TEST(a session that crashed is started again from the store) {
  create();
  append(say({"a"}));
  using supervisor_impl =
      std::remove_pointer_t<supervisor_actor::stateful_pointer<actors::supervisor_state>>;
  auto& state = deref<supervisor_impl>(supervisor).state;
  script->before_commit([&](std::span<const storage::submission>) {
    self->send_exit(state.sessions.begin()->second.handle, caf::exit_reason::kill);
    while (!sched.jobs.empty()) sched.run_once();
  });
  auto under_way = begin_append(say({"b"}, "m1"));
  step();
  script->before_commit(nullptr);
  CAF_CHECK(live() == 0u);
  CAF_REQUIRE(*under_way);
  CAF_CHECK(tests::code_of(**under_way) == errc::unknown_outcome);
  auto again = append(say({"b"}, "m1"));
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(again->receipts[0].known);
  CAF_CHECK(history() == (texts{"a", "b"}));
}

CAF_TEST(whoever waits for a session that crashes while it loads is answered) {
  create();
  CAF_CHECK(ask<done>(passivate_atom_v, who(), ref()).has_value());
  using supervisor_impl =
      std::remove_pointer_t<supervisor_actor::stateful_pointer<actors::supervisor_state>>;
  auto& state = deref<supervisor_impl>(supervisor).state;
  bool killed = false;
  script->before_read([&] {
    if (!std::exchange(killed, true))
      self->send_exit(state.sessions.begin()->second.handle, caf::exit_reason::kill);
    while (!sched.jobs.empty()) sched.run_once();
    return true;
  });
  storage::page_request newest;
  auto shown = begin<domain::session_view>(get_atom_v, who(), ref());
  auto page = begin<message_page>(page_atom_v, who(), ref(), newest);
  auto found = begin<domain::message>(find_atom_v, who(), ref(), std::string("1"));
  step();
  script->before_read(nullptr);
  CAF_CHECK(*shown && *page && *found);
  CAF_CHECK(get().has_value());
}

CAF_TEST(a store that cannot be read at activation says so and heals) {
  create();
  append(say({"a"}));
  CAF_CHECK(ask<done>(passivate_atom_v, who(), ref()).has_value());
  CAF_CHECK(live() == 0u);
  script->reads_unavailable(true);
  CAF_CHECK(tests::code_of(get()) == errc::unavailable);
  CAF_CHECK(tests::code_of(append(say({"b"}))) == errc::unavailable);
  script->reads_unavailable(false);
  CAF_CHECK(append(say({"b"})).has_value());
  CAF_CHECK(history() == (texts{"a", "b"}));
}

CAF_TEST_FIXTURE_SCOPE_END()
