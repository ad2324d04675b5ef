#define CAF_SUITE cooling
#include "actors/any_order.hpp"

// Sessions that are not used are packed; all of them together keep within a budget of memory.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using texts = std::vector<std::string>;
using namespace std::chrono_literals;

namespace {

struct cooling_world : tests::world {
  using tests::world::world;

  supervisor_status status() { return *ask<supervisor_status>(status_atom_v); }

  void pass(std::chrono::microseconds time) {
    clock.advance(time);
    tick();
  }
  void tick() {
    self->send(supervisor, tick_atom_v);
    step();
  }
  /// Unused for long enough to be packed.
  void cool() { pass(31s); }

  base::result<turn_reply> turn(turn_command command, const std::string& id = "s1") {
    return ask<turn_reply>(turn_atom_v, who(), ref(id), std::move(command));
  }
  base::result<turn_reply> begin_turn(const std::string& text, const std::string& id = "") {
    return turn({protocol::begin_turn{say({text}, id).messages.at(0), {},
                                      domain::when_busy::enqueue}});
  }
};

/// With a budget that a few sessions fill.
struct tight_world : cooling_world {
  static constexpr std::int64_t each = 40000;  ///< text of one session

  tight_world() : cooling_world(10 * 40000) {}

  void fill(const std::string& id) {
    create(id);
    append(say({std::string(each, 'x')}), id);
  }
  bool is_live(const std::string& id) {
    const auto reads = script->reads();
    get(id);
    return script->reads() == reads;
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(cooling_tests, cooling_world)

CAF_TEST(a session that is not used for a while is packed and stays live) {
  create();
  append(say({"a", "b", "c"}));
  const auto warm = status();
  CAF_CHECK(warm.cool == 0u);
  pass(29s);
  CAF_CHECK(status().cool == 0u);
  pass(2s);
  CAF_CHECK(status().cool == 1u);
  CAF_CHECK(status().live == 1u);
  CAF_CHECK(status().bytes < warm.bytes);
}

CAF_TEST(a packed session answers everything as if it were not) {
  create();
  append(say({"a", "b", "c"}, "m"));
  change(domain::set_metadata_change{"k", {{"deep", {1, 2.5, nullptr, "é"}}}});
  const auto before = *get();
  const auto reads = script->reads();
  cool();
  const auto after = *get();
  CAF_CHECK(after.record == before.record);
  CAF_CHECK(after.at == before.at);
  CAF_CHECK(status().cool == 0u);
  cool();
  CAF_CHECK(history() == (texts{"a", "b", "c"}));
  cool();
  CAF_CHECK(ask<domain::message>(find_atom_v, who(), ref(), std::string{"m1"})->content == "b");
  // Nothing of that came from the store.
  CAF_CHECK(script->reads() == reads);
  cool();
  CAF_CHECK(append(say({"d"}, "n"))->receipts.at(0).seq == 4);
  cool();
  const auto again = append(say({"d"}, "n"));
  CAF_CHECK(again->all_known);
  CAF_CHECK(again->receipts.at(0).seq == 4);
  cool();
  CAF_CHECK(tests::code_of(append(say({"other"}, "n"))) == errc::conflict);
  cool();
  CAF_CHECK(change(domain::close_change{}, before.record.revision).has_value());
  cool();
  CAF_CHECK(tests::code_of(append(say({"e"}))) == errc::session_closed);
  CAF_CHECK(history() == (texts{"a", "b", "c", "d"}));
}

CAF_TEST(a creation is repeated to a packed session) {
  create();
  cool();
  CAF_CHECK(create()->existed);
}

CAF_TEST(an Idempotency-Key works across packing) {
  create();
  auto command = say({"once"});
  command.once = storage::idempotency{"key", "POST /x", base::digest_of("body")};
  CAF_CHECK(append(command)->replayed == false);
  cool();
  CAF_CHECK(append(command)->replayed);
  CAF_CHECK(history() == (texts{"once"}));
}

CAF_TEST(requests that are on their way when it is packed are answered in order) {
  create();
  clock.advance(31s);
  std::vector<answer<append_reply>> all;
  for (int i = 0; i < 3; ++i) all.push_back(begin_append(say({std::to_string(i)})));
  self->send(supervisor, tick_atom_v);
  for (int i = 3; i < 6; ++i) all.push_back(begin_append(say({std::to_string(i)})));
  step();
  for (const auto& one : all) CAF_CHECK((*one)->has_value());
  CAF_CHECK(history() == (texts{"0", "1", "2", "3", "4", "5"}));
}

CAF_TEST(nothing that is periodic wakes a packed session) {
  create();
  cool();
  for (int i = 0; i < 20; ++i) {
    tick();
    CAF_CHECK(status().cool == 1u);
    clock.advance(10s);
  }
}

CAF_TEST(a packed session goes to rest when its time comes) {
  create();
  append(say({"a"}));
  cool();
  pass(270s);
  CAF_CHECK(live() == 0u);
  CAF_CHECK(status().cool == 0u);
  CAF_CHECK(status().bytes == 0u);
  CAF_CHECK(history() == (texts{"a"}));
}

CAF_TEST(a session with a running turn is not packed and its lease ends in time) {
  create();
  begin_turn("question");
  cool();
  CAF_CHECK(status().cool == 0u);
  pass(300s);
  CAF_CHECK(status().cool == 0u);
  CAF_CHECK(live() == 1u);
  pass(300s);
  const auto shown = *get();
  CAF_CHECK(shown.at.last_seq == 2);
  cool();
  CAF_CHECK(status().cool == 1u);
}

CAF_TEST(a session whose turn has ended is packed like any other) {
  create();
  const auto begun = begin_turn("question");
  turn({end_turn{begun->turn.turn.turn_id, {domain::turn_state::complete, "answer", {}, ""}}});
  cool();
  CAF_CHECK(status().cool == 1u);
  pass(270s);
  CAF_CHECK(live() == 0u);
}

CAF_TEST(turns that wait are done in their order around packing) {
  create();
  const auto first = begin_turn("one");
  const auto second = begin_turn("two");
  cool();
  const auto end = [&](const base::result<turn_reply>& t) {
    return turn({end_turn{t->turn.turn.turn_id, {domain::turn_state::complete, "done", {}, ""}}});
  };
  CAF_CHECK(end(first).has_value());
  cool();
  CAF_CHECK(end(second).has_value());
  cool();
  CAF_CHECK(status().cool == 1u);
  CAF_CHECK(begin_turn("three").has_value());
  CAF_CHECK(history() == (texts{"one", "done", "two", "done", "three"}));
}

CAF_TEST(a session whose commit failed is packed as it is) {
  create();
  script->push(testing::commit_fault::lost);
  append(say({"a"}, "m"));
  cool();
  CAF_CHECK(status().cool == 1u);
  CAF_CHECK(append(say({"a"}, "m"))->receipts.at(0).seq == 1);
}

CAF_TEST(many rounds of packing and use do not grow) {
  create();
  append(say({"a", "b", "c", "d"}));
  cool();
  const auto packed = status().bytes;
  for (int i = 0; i < 200; ++i) {
    CAF_CHECK(get().has_value());
    CAF_CHECK(status().cool == 0u);
    cool();
    CAF_CHECK(status().cool == 1u);
    CAF_CHECK(status().bytes == packed);
  }
}

CAF_TEST(the node stops with sessions in every state) {
  for (int i = 0; i < 600; ++i) create("s" + std::to_string(i));
  cool();
  for (int i = 0; i < 10; ++i) create("w" + std::to_string(i));
  begin_turn("question", "q");
  auto stop = begin<done>(stop_atom_v);
  step();
  CAF_CHECK((*stop)->has_value());
}

CAF_TEST(any order of messages with packing answers everything and keeps the history dense) {
  tests::in_any_order(
      *this,
      [&](testing::seeded_entropy&) {
        clock.advance(31s);
        self->send(supervisor, tick_atom_v);
      },
      [](std::size_t acknowledged, std::size_t shown) { return shown == acknowledged; });
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST_FIXTURE_SCOPE(budget_tests, tight_world)

CAF_TEST(below the budget nothing leaves) {
  for (int i = 0; i < 6; ++i) fill("s" + std::to_string(i));
  pass(2s);
  CAF_CHECK(live() == 6u);
  CAF_CHECK(status().cool == 0u);
}

CAF_TEST(above the budget the longest unused leave until nine tenths are left) {
  for (int i = 0; i < 12; ++i) fill("s" + std::to_string(i));
  pass(2s);
  const auto left = status();
  CAF_CHECK(left.bytes <= 10u * 40000 * 9 / 10);
  CAF_CHECK(left.bytes > 10u * 40000 * 7 / 10);
  CAF_CHECK(left.cool == left.live);
  CAF_CHECK(!is_live("s0"));
  CAF_CHECK(is_live("s11"));
  CAF_CHECK(is_live("s9"));
}

CAF_TEST(sessions that are in use stay whatever they weigh) {
  for (int i = 0; i < 14; ++i) fill("s" + std::to_string(i));
  tick();
  CAF_CHECK(live() == 14u);
  CAF_CHECK(status().cool == 0u);
  // A second later they are idle.
  pass(2s);
  CAF_CHECK(live() < 14u);
}

CAF_TEST(sessions that wait for a lease stay) {
  fill("s1");
  begin_turn("question");
  for (int i = 2; i < 14; ++i) {
    clock.advance(2s);
    fill("s" + std::to_string(i));
  }
  pass(2s);
  CAF_CHECK(live() < 13u);
  CAF_CHECK(is_live("s1"));
}

CAF_TEST(between the marks nobody leaves for one that comes) {
  for (int i = 0; i < 12; ++i) {
    clock.advance(2s);
    fill("s" + std::to_string(i));
  }
  pass(2s);
  const auto before = live();
  create("small");
  pass(2s);
  CAF_CHECK(live() == before + 1);
}

CAF_TEST(what left comes back whole) {
  for (int i = 0; i < 30; ++i) {
    clock.advance(2s);
    fill("s" + std::to_string(i));
  }
  for (int i = 0; i < 30; ++i)
    CAF_CHECK(history("s" + std::to_string(i)) == (texts{std::string(each, 'x')}));
}

CAF_TEST_FIXTURE_SCOPE_END()
