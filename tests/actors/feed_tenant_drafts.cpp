#define CAF_SUITE feed_tenant_drafts
#include "actors/feed_world.hpp"

// Live streams of a whole tenant: answers in progress.

using namespace parley;
using namespace parley::tests;

namespace {

struct fixture : feed_world {
  fixture() { create("s2"); }

  std::string begin_in(const std::string& id, const std::string& text) {
    const auto begun =
        ask<turn_reply>(turn_atom_v, who(), ref(id),
                        turn_command{protocol::begin_turn{say({text}).messages.at(0), {}, {}}, {}});
    return id_of(begun);
  }

  void chunk_in(const std::string& id, const std::string& turn_id, std::int64_t first, texts parts) {
    CAF_REQUIRE(ask<turn_reply>(turn_atom_v, who(), ref(id),
                                turn_command{add_chunks{turn_id, first, std::move(parts)}, {}})
                    .has_value());
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(feed_tenant_drafts_tests, fixture)

CAF_TEST(an answer is told chunk by chunk) {
  auto& f = follow_tenant();
  const auto id = id_of(begin_turn("why?"));
  CAF_CHECK(told(f) == (texts{one("s1", 1, "why?"), "s1 draft_started"}));
  (void)chunk(id, 0, {"be", "cause"});
  CAF_CHECK(told(f) == (texts{"s1 chunk 0 be", "s1 chunk 1 cause"}));
  (void)chunk(id, 1, {"cause", "!"});
  CAF_CHECK(told(f) == texts{"s1 chunk 2 !"});
  (void)end(id);
  CAF_CHECK(told(f) == (texts{"s1 draft_ended complete", one("s1", 2, "because!")}));
  const auto next = id_of(begin_turn("and?"));
  (void)chunk(next, 0, {"so"});
  (void)begin_turn("stop", "", domain::when_busy::interrupt);
  CAF_CHECK(told(f) ==
            (texts{one("s1", 3, "and?"), "s1 draft_started", "s1 chunk 0 so",
                   "s1 draft_ended cancelled", one("s1", 4, "so"), one("s1", 5, "stop"),
                   "s1 draft_started"}));
}

CAF_TEST(chunks make nobody read the store) {
  auto& f = follow_tenant();
  const auto id = id_of(begin_turn("why?"));
  (void)told(f);
  const auto before = script->reads();
  for (int k = 0; k < 10; ++k) (void)chunk(id, k, {"x"});
  CAF_CHECK_EQUAL(told(f).size(), 10u);
  CAF_CHECK_EQUAL(script->reads(), before);
}

CAF_TEST(a chunk does not overtake the beginning of its answer) {
  auto& f = follow_tenant();
  auto begun = begin<turn_reply>(
      turn_atom_v, who(), ref(),
      turn_command{protocol::begin_turn{say({"why?"}).messages.at(0), {}, {}}, {}});
  while (!*begun) step_all_but_feed();
  auto said = begin<turn_reply>(turn_atom_v, who(), ref(),
                                turn_command{add_chunks{id_of(**begun), 0, {"be"}}, {}});
  while (!*said) step_all_but_feed();
  CAF_CHECK(told(f) == (texts{one("s1", 1, "why?"), "s1 draft_started", "s1 chunk 0 be"}));
}

CAF_TEST(who comes new is given an answer from its beginning) {
  streams.part_bytes = 1000;
  end_world_and_restart();
  auto& first = follow_tenant();
  const auto mine = begin_in("s1", "why?");
  const auto theirs = begin_in("s2", "how?");
  for (int k = 0; k < 12; ++k) chunk_in("s1", mine, k, {std::to_string(k % 10)});
  chunk_in("s2", theirs, 0, {"a"});
  (void)told(first);
  auto& late = follow_tenant();
  CAF_CHECK(told(late) == texts{});
  chunk_in("s2", theirs, 1, {"b"});
  CAF_CHECK(told(late) == (texts{"s2 chunk 0 a", "s2 chunk 1 b"}));
  chunk_in("s1", mine, 12, {"!"});
  texts wanted;
  for (int k = 0; k < 12; ++k)
    wanted.push_back("s1 chunk " + std::to_string(k) + ' ' + std::to_string(k % 10));
  wanted.push_back("s1 chunk 12 !");
  CAF_CHECK(told(late) == wanted);
  CAF_CHECK(told(first) == (texts{"s2 chunk 1 b", "s1 chunk 12 !"}));
}

CAF_TEST(an answer that has ended meanwhile is its message) {
  auto& first = follow_tenant();
  const auto mine = begin_in("s1", "why?");
  chunk_in("s1", mine, 0, {"be"});
  (void)told(first);
  auto& late = follow_tenant();
  // The feed hears of the chunk when the answer is over.
  auto said = begin<turn_reply>(turn_atom_v, who(), ref(),
                                turn_command{add_chunks{mine, 1, {"cause"}}, {}});
  while (!*said) step_all_but_feed();
  auto ended = begin<turn_reply>(
      turn_atom_v, who(), ref(),
      turn_command{end_turn{mine, {domain::turn_state::complete, {}, {}, ""}}, {}});
  while (!*ended) step_all_but_feed();
  CAF_CHECK(told(late) == (texts{"s1 draft_ended complete", one("s1", 2, "because")}));
  CAF_CHECK(told(first) ==
            (texts{"s1 chunk 1 cause", "s1 draft_ended complete", one("s1", 2, "because")}));
}

CAF_TEST(one that fell behind is given what it missed or all again) {
  streams.session_bytes = 2000;
  end_world_and_restart();
  auto& slow = follow_tenant();
  const auto mine = begin_in("s1", "why?");
  chunk_in("s1", mine, 0, {"0"});
  (void)told(slow);
  slow.asleep = true;
  for (int k = 1; k < 40; ++k) {
    chunk_in("s1", mine, k, {std::to_string(k % 10)});
    settle();
  }
  CAF_CHECK(counted().buffered.load() <= 2000);
  slow.asleep = false;
  (void)told(slow);
  chunk_in("s1", mine, 40, {"0"});
  auto all = told(slow);
  CAF_REQUIRE(all.size() >= 1u);
  CAF_CHECK_EQUAL(all.back(), std::string{"s1 chunk 40 0"});
  CAF_CHECK_EQUAL(counted().dropped.load(), 0u);
  chunk_in("s1", mine, 41, {"1"});
  CAF_CHECK(told(slow) == texts{"s1 chunk 41 1"});
}

CAF_TEST(publications that did not fit are asked for) {
  publications_max = 2;
  end_world_and_restart();
  auto& f = follow_tenant();
  const auto mine = begin_in("s1", "why?");
  (void)told(f);
  for (int k = 0; k < 6; ++k) {
    auto said = begin<turn_reply>(turn_atom_v, who(), ref(),
                                  turn_command{add_chunks{mine, k, {std::to_string(k)}}, {}});
    while (!*said) step_all_but_feed();
  }
  (void)told(f);
  chunk_in("s1", mine, 6, {"6"});
  const auto all = told(f);
  CAF_REQUIRE(!all.empty());
  CAF_CHECK_EQUAL(all.back(), std::string{"s1 chunk 6 6"});
}

CAF_TEST(a session that cannot answer holds up nobody) {
  auto& first = follow_tenant();
  const auto mine = begin_in("s1", "why?");
  const auto theirs = begin_in("s2", "how?");
  chunk_in("s1", mine, 0, {"be"});
  chunk_in("s2", theirs, 0, {"a"});
  (void)told(first);
  auto& late = follow_tenant();
  script->reads_unavailable(true);
  chunk_in("s1", mine, 1, {"cause"});
  CAF_CHECK(told(late) == texts{});
  CAF_CHECK(told(first) == texts{"s1 chunk 1 cause"});
  script->reads_unavailable(false);
  chunk_in("s2", theirs, 1, {"b"});
  CAF_CHECK(told(late) == (texts{"s2 chunk 0 a", "s2 chunk 1 b"}));
  chunk_in("s1", mine, 2, {"!"});
  CAF_CHECK(told(late) == (texts{"s1 chunk 0 be", "s1 chunk 1 cause", "s1 chunk 2 !"}));
}

CAF_TEST(a session that is erased while its chunks are asked for) {
  auto& first = follow_tenant();
  const auto mine = begin_in("s1", "why?");
  const auto theirs = begin_in("s2", "how?");
  chunk_in("s1", mine, 0, {"secret"});
  chunk_in("s2", theirs, 0, {"a"});
  (void)told(first);
  auto& late = follow_tenant();
  chunk_in("s1", mine, 1, {"more"});
  // The feed asks the session, and hears that it was erased before the answer.
  for (int steps = 0; steps < 3; ++steps) sched.try_run_once();
  auto gone = begin<domain::erasure>(erase_atom_v, who(), ref(), erase_command{});
  while (!*gone) sched.try_run_once();
  chunk_in("s2", theirs, 1, {"b"});
  const auto all = told(late);
  CAF_CHECK(std::count(all.begin(), all.end(), "s2 chunk 0 a") == 1);
  CAF_CHECK(std::count(all.begin(), all.end(), "s2 chunk 1 b") == 1);
}

CAF_TEST(chunks of a session that was erased are not told) {
  auto& f = follow_tenant();
  f.asleep = true;
  const auto mine = begin_in("s1", "why?");
  chunk_in("s1", mine, 0, {"secret"});
  settle();
  (void)ask<domain::erasure>(erase_atom_v, who(), ref(), erase_command{});
  f.asleep = false;
  for (const auto& each : told(f)) CAF_CHECK(each.find("secret") == std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
