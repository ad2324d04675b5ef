#define CAF_SUITE feed
#include "actors/feed_world.hpp"

// Live streams of one session: replay, then live, without gap or duplicate.

using namespace parley;
using namespace parley::tests;

namespace {

texts messages(std::int64_t first, std::int64_t last) {
  texts all;
  for (auto seq = first; seq <= last; ++seq)
    all.push_back("message " + std::to_string(seq) + " m" + std::to_string(seq));
  return all;
}

struct fixture : feed_world {
  std::int64_t said = 0;

  void say_some(int count) {
    for (int i = 0; i < count; ++i) (void)append(say({"m" + std::to_string(++said)}));
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(feed_tests, fixture)

CAF_TEST(live only begins with what comes) {
  say_some(2);
  auto& f = follow();
  CAF_CHECK_EQUAL(f.cursor, 2);
  CAF_CHECK(told(f) == texts{});
  say_some(2);
  CAF_CHECK(told(f) == messages(3, 4));
}

CAF_TEST(from is exclusive and 0 is the beginning) {
  say_some(3);
  auto& whole = follow(0);
  auto& rest = follow(2);
  auto& end = follow(3);
  CAF_CHECK(told(whole) == messages(1, 3));
  CAF_CHECK(told(rest) == messages(3, 3));
  CAF_CHECK(told(end) == texts{});
  say_some(1);
  for (auto* f : {&whole, &rest, &end}) CAF_CHECK(told(*f) == messages(4, 4));
}

CAF_TEST(a history of many pages is replayed whole) {
  streams.part_bytes = 2000;
  end_world_and_restart();
  say_some(60);
  auto& f = follow(0);
  CAF_CHECK(told(f) == messages(1, 60));
  CAF_CHECK(counted().pages.load() > 3);
}

CAF_TEST(who follows a session that is not there is told so) {
  auto& nobody = follow(0, "nobody");
  CAF_REQUIRE(nobody.refused);
  CAF_CHECK(nobody.refused->code == errc::not_found);
  auto& above = follow(7);
  CAF_REQUIRE(above.refused);
  CAF_CHECK(above.refused->code == errc::invalid_argument);
  CAF_CHECK_EQUAL(above.refused->field, std::string{"from"});
  CAF_CHECK_EQUAL(counted().subscribers.load(), 0);
  CAF_CHECK_EQUAL(counted().channels.load(), 0);
}

CAF_TEST(another tenant cannot follow) {
  auto stranger = who();
  stranger.tenant = "other";
  auto slot = begin_at<subscription>(feed, subscribe_atom_v, stranger,
                                     subscribe_request{ref(), {}});
  CAF_CHECK(code_of(take(slot)) == errc::forbidden);
}

CAF_TEST(one that does not read costs nothing and catches up) {
  streams.session_bytes = 4000;
  end_world_and_restart();
  auto& quick = follow();
  auto& slow = follow();
  slow.asleep = true;
  // What it waits for already is given to it.
  say_some(1);
  settle();
  for (int round = 0; round < 40; ++round) {
    say_some(1);
    settle();
  }
  CAF_CHECK(told(quick) == messages(1, 41));
  CAF_CHECK(counted().buffered.load() <= 4000);
  slow.asleep = false;
  CAF_CHECK(told(slow) == messages(1, 41));
  CAF_CHECK_EQUAL(counted().fell_behind.load(), 1u);
  say_some(1);
  CAF_CHECK(told(slow) == messages(42, 42));
}

CAF_TEST(what was dropped and is in no history is a gap) {
  streams.session_bytes = 2000;
  end_world_and_restart();
  auto& slow = follow();
  slow.asleep = true;
  (void)change(domain::close_change{"done"});
  (void)change(domain::reopen_change{"again"});
  for (int i = 0; i < 20; ++i) say_some(1);
  slow.asleep = false;
  auto all = told(slow);
  CAF_REQUIRE_EQUAL(all.size(), 22u);
  CAF_CHECK_EQUAL(all.front(), std::string{"session_closed"});
  CAF_CHECK_EQUAL(all.back(), std::string{"gap"});
  CAF_CHECK(texts(all.begin() + 1, all.end() - 1) == messages(1, 20));
}

CAF_TEST(a session at rest is followed and so is its next life) {
  auto& f = follow();
  say_some(1);
  (void)ask<done>(passivate_atom_v, who(), ref());
  CAF_CHECK(told(f) == messages(1, 1));
  say_some(1);
  (void)ask<done>(passivate_atom_v, who(), ref());
  say_some(1);
  CAF_CHECK(told(f) == messages(2, 3));
  (void)ask<done>(passivate_atom_v, who(), ref());
  CAF_CHECK_EQUAL(live(), 0u);
  auto& late = follow(1);
  CAF_CHECK(told(late) == messages(2, 3));
  CAF_CHECK_EQUAL(live(), 0u);
}

CAF_TEST(a commit of which nobody knew is told when it is found) {
  auto& f = follow();
  script->push(testing::commit_fault::written);
  CAF_CHECK(code_of(append(say({"m1"}))) == errc::unknown_outcome);
  said = 1;
  CAF_CHECK(told(f) == messages(1, 1));
  say_some(1);
  CAF_CHECK(told(f) == messages(2, 2));
}

CAF_TEST(a long message is read) {
  auto& f = follow();
  (void)append(say({std::string(100'000, 'x')}));
  said = 1;
  say_some(1);
  const auto all = told(f);
  CAF_REQUIRE_EQUAL(all.size(), 2u);
  CAF_CHECK_EQUAL(all[0].size(), 100'010u);
  CAF_CHECK(all[1] == messages(2, 2)[0]);
  CAF_CHECK(counted().pages.load() >= 1u);
}

CAF_TEST(a store that cannot be read is tried again) {
  say_some(3);
  auto& f = follow(3);
  script->reads_unavailable(true);
  (void)append(say({std::string(20'000, 'y')}));
  CAF_CHECK(told(f) == texts{});
  beat(std::chrono::seconds{1});
  CAF_CHECK(told(f) == texts{});
  script->reads_unavailable(false);
  beat(std::chrono::seconds{1});
  CAF_CHECK_EQUAL(told(f).size(), 1u);
  CAF_CHECK_EQUAL(f.cursor, 4);
}

CAF_TEST(heartbeats come when nothing else does) {
  auto& f = follow();
  beat(std::chrono::seconds{14});
  CAF_CHECK(told(f) == texts{});
  beat(std::chrono::seconds{1});
  CAF_CHECK(told(f) == texts{"heartbeat"});
  beat(std::chrono::seconds{1});
  CAF_CHECK(told(f) == texts{});
}

CAF_TEST(subscriptions end and leave nothing) {
  auto& first = follow();
  auto& second = follow(0);
  CAF_CHECK_EQUAL(counted().subscribers.load(), 2);
  CAF_CHECK(line->followed(ref()));
  leave(first);
  leave(second);
  CAF_CHECK_EQUAL(counted().subscribers.load(), 0);
  CAF_CHECK_EQUAL(counted().buffered.load(), 0);
  CAF_CHECK(!line->followed(ref()));
  say_some(1);
  CAF_CHECK_EQUAL(counted().published.load(), 0u);
}

CAF_TEST(too many are refused and a tenant has its share) {
  streams.subscribers = 4;
  end_world_and_restart();
  follow();
  follow();
  auto& third = follow();
  CAF_REQUIRE(third.refused);
  CAF_CHECK(third.refused->code == errc::overloaded);
  CAF_CHECK(third.refused->retry_after_ms > 0);
}

CAF_TEST(publications that did not fit are made up for) {
  publications_max = 3;
  end_world_and_restart();
  auto& f = follow();
  std::vector<answer<append_reply>> all_of_them;
  // The feed is stopped at the door: nothing of it runs until all were written.
  for (int i = 0; i < 6; ++i) {
    ++said;
    all_of_them.push_back(begin_append(say({"m" + std::to_string(said)})));
    while (!*all_of_them.back()) step_all_but_feed();
  }
  const auto all = told(f);
  texts only;
  for (const auto& one : all)
    if (one != "gap") only.push_back(one);
  CAF_CHECK(only == messages(1, 6));
  CAF_CHECK(only.size() < all.size());
  say_some(1);
  CAF_CHECK(told(f) == messages(7, 7));
}

CAF_TEST(a message that is erased is not told any more) {
  auto& slow = follow();
  slow.asleep = true;
  say_some(3);
  (void)ask<domain::erasure>(blank_atom_v, who(), ref(), blank_command{"2", {}, {}, {}});
  slow.asleep = false;
  CAF_CHECK(told(slow) == (texts{"message 1 m1", "message 2 (null)", "message 3 m3",
                                 "message_erased 2"}));
}

CAF_TEST(an erased session ends its streams) {
  say_some(1);
  auto& f = follow(0);
  auto& asleep = follow();
  asleep.asleep = true;
  CAF_CHECK(told(f) == messages(1, 1));
  (void)ask<domain::erasure>(erase_atom_v, who(), ref(), erase_command{});
  settle();
  CAF_REQUIRE(f.over);
  CAF_CHECK(f.over->code == errc::erased);
  auto& late = follow(0);
  CAF_REQUIRE(late.refused);
  CAF_CHECK(late.refused->code == errc::erased);
  asleep.asleep = false;
  settle();
  CAF_REQUIRE(asleep.over);
  CAF_CHECK_EQUAL(counted().subscribers.load(), 0);
}

CAF_TEST(what happens to the record is told) {
  auto& f = follow();
  domain::participant ann;
  ann.id = "ann";
  (void)change(domain::join_change{ann});
  (void)change(domain::leave_change{"ann"});
  (void)change(domain::close_change{"over"});
  (void)change(domain::close_change{"over"});
  (void)change(domain::reopen_change{""});
  CAF_CHECK(told(f) == (texts{"participant_joined", "participant_left", "session_closed",
                              "session_reopened"}));
  auto child = creation("kid");
  child.request.parent_session_id = "s1";
  (void)ask<create_reply>(create_atom_v, who(), child);
  CAF_CHECK(told(f) == texts{"child_spawned"});
}

CAF_TEST_FIXTURE_SCOPE_END()
