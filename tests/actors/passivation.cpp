#define CAF_SUITE passivation
#include "actors/any_order.hpp"

// The hold: a session goes to rest and comes back without losing a request.

using namespace parley;
using namespace parley::protocol;
using base::errc;
using texts = std::vector<std::string>;

CAF_TEST_FIXTURE_SCOPE(passivation_tests, tests::world)

CAF_TEST(the collector passivates what was idle for long and nothing else) {
  create("old");
  clock.advance(std::chrono::seconds{200});
  create("young");
  clock.advance(std::chrono::seconds{200});
  self->send(supervisor, tick_atom_v);
  step();
  CAF_CHECK(live() == 1u);
  CAF_CHECK(get("old").has_value());
  CAF_CHECK(live() == 2u);
}

CAF_TEST(the collector goes by the last use) {
  create("first");
  create("second");
  clock.advance(std::chrono::seconds{200});
  get("first");
  clock.advance(std::chrono::seconds{200});
  self->send(supervisor, tick_atom_v);
  step();
  CAF_CHECK(live() == 1u);
  const auto reads = script->reads();
  get("first");
  CAF_CHECK(script->reads() == reads);
}

CAF_TEST(use keeps a session alive) {
  create();
  for (int i = 0; i < 3; ++i) {
    clock.advance(std::chrono::seconds{200});
    get();
    self->send(supervisor, tick_atom_v);
    step();
    CAF_CHECK(live() == 1u);
  }
}

CAF_TEST(requests before and during the hold are all answered) {
  create();
  std::vector<answer<append_reply>> all;
  for (int i = 0; i < 3; ++i) all.push_back(begin_append(say({std::to_string(i)})));
  auto rest = begin<done>(passivate_atom_v, who(), ref());
  for (int i = 3; i < 6; ++i) all.push_back(begin_append(say({std::to_string(i)})));
  auto shown = begin<domain::session_view>(get_atom_v, who(), ref());
  step();
  CAF_CHECK((*rest)->has_value());
  for (const auto& one : all) CAF_CHECK((*one)->has_value());
  CAF_CHECK((*shown)->has_value());
  CAF_CHECK(history() == (texts{"0", "1", "2", "3", "4", "5"}));
}

CAF_TEST(a passivated session comes back as it was) {
  create();
  append(say({"a", "b"}, "m"));
  change(domain::set_metadata_change{"k", "v"});
  const auto before = *get();
  ask<done>(passivate_atom_v, who(), ref());
  CAF_CHECK(live() == 0u);
  const auto after = *get();
  CAF_CHECK(after.record == before.record);
  CAF_CHECK(after.at == before.at);
  CAF_CHECK(history() == (texts{"a", "b"}));
}

CAF_TEST(stopping answers what is there and refuses what comes) {
  create();
  auto last = begin_append(say({"a"}));
  auto stop = begin<done>(stop_atom_v);
  step();
  CAF_CHECK((*last)->has_value());
  CAF_CHECK((*stop)->has_value());
  CAF_CHECK(tests::code_of(append(say({"b"}))) == errc::unavailable);
}

CAF_TEST(any order of messages leaves every request answered and the history dense) {
  tests::in_any_order(
      *this,
      [&](testing::seeded_entropy& random) {
        script->push(static_cast<testing::commit_fault>(random.below(5)));
      },
      // Without an answer it may have been written.
      [](std::size_t acknowledged, std::size_t shown) { return shown >= acknowledged; });
}

CAF_TEST_FIXTURE_SCOPE_END()
