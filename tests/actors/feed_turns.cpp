#define CAF_SUITE feed_turns
#include "actors/feed_world.hpp"

// Live streams of answers in progress.

using namespace parley;
using namespace parley::tests;

namespace {

struct fixture : feed_world {
  void kill_session() {
    auto& state = deref<std::remove_pointer_t<actors::supervisor_pointer>>(supervisor).state;
    self->send_exit(state.sessions.begin()->second.handle, caf::exit_reason::kill);
    step();
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(feed_turns_tests, fixture)

CAF_TEST(an answer is told as it comes and then as its message) {
  auto& f = follow();
  const auto turn_id = id_of(begin_turn("why?"));
  chunk(turn_id, 0, {"Be", "cause"});
  chunk(turn_id, 1, {"cause", "!"});
  end(turn_id);
  CAF_CHECK(told(f) == (texts{"message 1 why?", "draft_started", "chunk 0 Be", "chunk 1 cause",
                              "chunk 2 !", "draft_ended complete", "message 2 Because!"}));
}

CAF_TEST(who comes in between is given the chunks from the first) {
  const auto turn_id = id_of(begin_turn("why?"));
  chunk(turn_id, 0, {"a", "b"});
  auto& first = follow();
  CAF_CHECK(told(first) == (texts{"chunk 0 a", "chunk 1 b"}));
  auto& second = follow(0);
  CAF_CHECK(told(second) == (texts{"message 1 why?", "chunk 0 a", "chunk 1 b"}));
  chunk(turn_id, 2, {"c"});
  for (auto* f : {&first, &second}) CAF_CHECK(told(*f) == texts{"chunk 2 c"});
  auto& third = follow(1);
  CAF_CHECK(told(third) == (texts{"chunk 0 a", "chunk 1 b", "chunk 2 c"}));
}

CAF_TEST(chunks that come while a stream is opened come once) {
  const auto turn_id = id_of(begin_turn("why?"));
  chunk(turn_id, 0, {"a"});
  // Each order of steps between the opening and two more chunks.
  for (int steps = 0; steps < 12; ++steps) {
    all.emplace_back();
    begin_follow(all.back(), {});
    for (int i = 0; i < steps; ++i) sched.try_run_once();
    const auto next = 1 + 2 * steps;
    chunk(turn_id, next, {"x", "y"});
    texts wanted{"chunk 0 a"};
    for (int i = 1; i < next + 2; ++i)
      wanted.push_back("chunk " + std::to_string(i) + (i % 2 == 1 ? " x" : " y"));
    auto got = told(all.back());
    CAF_CHECK(got == wanted);
    leave(all.back());
  }
}

CAF_TEST(an interrupted answer ends before the next begins) {
  auto& f = follow();
  const auto first = id_of(begin_turn("one"));
  chunk(first, 0, {"par"});
  begin_turn("two", "", domain::when_busy::interrupt);
  CAF_CHECK(told(f) ==
            (texts{"message 1 one", "draft_started", "chunk 0 par", "draft_ended cancelled",
                   "message 2 par", "message 3 two", "draft_started"}));
}

CAF_TEST(a turn recorded whole is two messages) {
  auto& f = follow();
  auto answer = say({"yes"}).messages.at(0);
  answer.role = "assistant";
  (void)turn({protocol::begin_turn{say({"well?"}).messages.at(0), answer, {}}});
  CAF_CHECK(told(f) == (texts{"message 1 well?", "message 2 yes"}));
}

CAF_TEST(closing ends the answer) {
  auto& f = follow();
  const auto turn_id = id_of(begin_turn("why?"));
  chunk(turn_id, 0, {"be"});
  (void)change(domain::close_change{"over"});
  CAF_CHECK(told(f) == (texts{"message 1 why?", "draft_started", "chunk 0 be",
                              "draft_ended cancelled", "message 2 be", "session_closed"}));
}

CAF_TEST(a draft goes on over the rest of its session) {
  const auto turn_id = id_of(begin_turn("why?"));
  chunk(turn_id, 0, {"a"});
  auto& f = follow();
  (void)ask<done>(passivate_atom_v, who(), ref());
  chunk(turn_id, 1, {"b"});
  auto& late = follow();
  CAF_CHECK(told(f) == (texts{"chunk 0 a", "chunk 1 b"}));
  CAF_CHECK(told(late) == (texts{"chunk 0 a", "chunk 1 b"}));
}

CAF_TEST(a draft whose process ended is told as failed) {
  const auto turn_id = id_of(begin_turn("why?"));
  chunk(turn_id, 0, {"a"});
  pass(1s);
  auto& f = follow();
  CAF_CHECK(told(f) == texts{"chunk 0 a"});
  env->process = "another-process";
  kill_session();
  (void)get();
  CAF_CHECK(told(f) == (texts{"draft_ended failed", "message 2 a"}));
}

CAF_TEST(one that slept through an answer has its message) {
  streams.session_bytes = 1500;
  end_world_and_restart();
  auto& f = follow();
  f.asleep = true;
  const auto turn_id = id_of(begin_turn("why?"));
  for (int i = 0; i < 20; ++i) chunk(turn_id, i, {std::to_string(i % 10)});
  auto& other = follow();
  f.asleep = false;
  auto all_chunks = told(other);
  CAF_CHECK_EQUAL(all_chunks.size(), 20u);
  auto got = told(f);
  // What it was waiting for came; then it fell behind, and the draft is sent to it from the first
  // chunk.
  CAF_REQUIRE(got.size() >= 21u);
  CAF_CHECK_EQUAL(got.front(), std::string{"message 1 why?"});
  CAF_CHECK(texts(got.end() - 20, got.end()) == all_chunks);
  end(turn_id);
  CAF_CHECK(told(f) == (texts{"draft_ended complete", "message 2 01234567890123456789"}));
}

CAF_TEST(a draft that ends while it is sent again leaves the next one alone) {
  streams.part_bytes = 600;
  end_world_and_restart();
  const auto first = id_of(begin_turn("one"));
  for (int i = 0; i < 10; ++i) chunk(first, i, {std::to_string(i)});
  auto& f = all.emplace_back();
  f.asleep = true;
  begin_follow(f, {});
  settle();
  f.pull = begin_at<event_batch>(feed, pull_atom_v, f.id);
  const auto part = told(f);
  CAF_CHECK(!part.empty());
  CAF_CHECK(part.size() < 10u);
  end(first);
  const auto second = id_of(begin_turn("two"));
  chunk(second, 0, {"a", "b"});
  f.asleep = false;
  CAF_CHECK(told(f) == (texts{"draft_ended complete", "message 2 0123456789", "message 3 two",
                              "draft_started", "chunk 0 a", "chunk 1 b"}));
}

CAF_TEST(chunks that were not told are sent out of the draft) {
  publications_max = 3;
  end_world_and_restart();
  auto& f = follow();
  const auto turn_id = id_of(begin_turn("why?"));
  CAF_CHECK(told(f) == (texts{"message 1 why?", "draft_started"}));
  texts wanted;
  for (int i = 0; i < 6; ++i) {
    wanted.push_back("chunk " + std::to_string(i) + " x");
    const auto slot = begin<turn_reply>(turn_atom_v, who(), ref(),
                                        turn_command{add_chunks{turn_id, i, {"x"}}, {}});
    while (!*slot) step_all_but_feed();
  }
  auto got = told(f);
  CAF_CHECK_EQUAL(std::erase(got, "gap"), 1u);
  CAF_CHECK(got == wanted);
}

CAF_TEST_FIXTURE_SCOPE_END()
