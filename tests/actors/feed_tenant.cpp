#define CAF_SUITE feed_tenant
#include "actors/feed_world.hpp"

// Live streams of a whole tenant: replay, then live, in the order of commits.

using namespace parley;
using namespace parley::tests;

namespace {

struct fixture : feed_world {
  fixture() { create("s2"); }

  void note(const std::string& id, const std::string& text) { (void)append(say({text}), id); }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(feed_tenant_tests, fixture)

CAF_TEST(live only begins with what comes) {
  note("s1", "old");
  auto& f = follow_tenant();
  CAF_REQUIRE(!f.refused);
  CAF_CHECK(told(f) == texts{});
  note("s2", "a");
  note("s1", "b");
  CAF_CHECK(told(f) == (texts{one("s2", 1, "a"), one("s1", 2, "b")}));
}

CAF_TEST(0 is the beginning and every cursor goes on behind its event) {
  note("s1", "a");
  note("s2", "b");
  note("s1", "c");
  auto& f = follow_tenant(0);
  const texts all{one("s1", 1, "a"), one("s2", 1, "b"), one("s1", 2, "c"), one("s2", 2, "d")};
  CAF_CHECK(told(f) == texts(all.begin(), all.begin() + 3));
  note("s2", "d");
  CAF_CHECK(told(f) == texts{all[3]});
  const auto cursors = f.cursors;
  CAF_REQUIRE_EQUAL(cursors.size(), 4u);
  for (std::size_t k = 0; k < cursors.size(); ++k) {
    auto& again = follow_tenant(cursors[k]);
    CAF_CHECK(told(again) == texts(all.begin() + static_cast<std::ptrdiff_t>(k) + 1, all.end()));
  }
}

CAF_TEST(what is no cursor is refused) {
  note("s1", "a");
  auto& f = follow_tenant(12345);
  CAF_REQUIRE(f.refused);
  CAF_CHECK(f.refused->code == errc::invalid_argument);
  CAF_CHECK_EQUAL(f.refused->field, std::string{"from"});
  CAF_CHECK_EQUAL(counted().subscribers.load(), 0);
  CAF_CHECK_EQUAL(counted().channels.load(), 0);
}

CAF_TEST(another tenant is told nothing) {
  auto stranger = who();
  stranger.tenant = "other";
  const storage::session_ref theirs{"other", "s1"};
  (void)ask<create_reply>(create_atom_v, stranger, creation("s1"));
  auto& f = follow_tenant(0);
  (void)ask<append_reply>(append_atom_v, stranger, theirs, say({"secret"}));
  note("s1", "a");
  (void)ask<append_reply>(append_atom_v, stranger, theirs, say({"more"}));
  CAF_CHECK(told(f) == texts{one("s1", 1, "a")});
  CAF_CHECK(code_of(take(begin_at<subscription>(feed, subscribe_atom_v, stranger,
                                                subscribe_request{{"acme", ""}, {}}))) ==
            errc::forbidden);
}

CAF_TEST(what happens to sessions is told behind what they wrote before) {
  auto& f = follow_tenant();
  create("s3");
  note("s3", "a");
  (void)change(domain::close_change{"done"});
  CAF_CHECK(told(f) == (texts{"s3 session_created", one("s3", 1, "a"), "s1 session_closed"}));
  auto child = creation("kid");
  child.request.parent_session_id = "s2";
  (void)ask<create_reply>(create_atom_v, who(), child);
  auto all = told(f);
  std::sort(all.begin(), all.end());
  CAF_CHECK(all == (texts{"kid session_created", "s2 child_spawned"}));
}

CAF_TEST(commits that come while the store is read are read next) {
  auto& f = follow_tenant();
  std::vector<answer<append_reply>> all_of_them;
  for (int i = 0; i < 12; ++i)
    all_of_them.push_back(begin_append(say({std::to_string(i)}), i % 2 == 0 ? "s1" : "s2"));
  while (!*all_of_them.back()) step_all_but_feed();
  const auto before = script->reads();
  CAF_CHECK_EQUAL(told(f).size(), 12u);
  // The places of a page, and then a row for each message.
  CAF_CHECK(script->reads() - before <= 12u + 3u);
}

CAF_TEST(one that does not read catches up) {
  streams.session_bytes = 4000;
  end_world_and_restart();
  auto& quick = follow_tenant();
  auto& slow = follow_tenant();
  slow.asleep = true;
  texts all;
  for (int i = 1; i <= 40; ++i) {
    note(i % 2 == 0 ? "s1" : "s2", "m");
    all.push_back(one(i % 2 == 0 ? "s1" : "s2", (i + 1) / 2, "m"));
    settle();
  }
  CAF_CHECK(told(quick) == all);
  CAF_CHECK(counted().buffered.load() <= 4000);
  slow.asleep = false;
  CAF_CHECK(told(slow) == all);
  CAF_CHECK(counted().fell_behind.load() >= 1u);
  note("s1", "end");
  CAF_CHECK(told(slow) == texts{one("s1", 21, "end")});
}

CAF_TEST(what was dropped and is in no history is a gap) {
  streams.session_bytes = 2000;
  end_world_and_restart();
  auto& slow = follow_tenant();
  slow.asleep = true;
  (void)change(domain::close_change{"done"});
  settle();
  (void)change(domain::reopen_change{"again"});
  settle();
  for (int i = 0; i < 20; ++i) {
    note("s2", "m");
    settle();
  }
  slow.asleep = false;
  const auto all = told(slow);
  CAF_REQUIRE_EQUAL(all.size(), 22u);
  CAF_CHECK_EQUAL(all.front(), std::string{"s1 session_closed"});
  CAF_CHECK_EQUAL(all.back(), std::string{"gap"});
}

CAF_TEST(a long message is read) {
  auto& f = follow_tenant();
  note("s1", std::string(100'000, 'x'));
  note("s2", "b");
  const auto all = told(f);
  CAF_REQUIRE_EQUAL(all.size(), 2u);
  CAF_CHECK(all[0].size() > 100'000u);
  CAF_CHECK_EQUAL(all[1], one("s2", 1, "b"));
}

CAF_TEST(a replay of many pages is whole) {
  streams.part_bytes = 2000;
  end_world_and_restart();
  texts all;
  for (int i = 1; i <= 60; ++i) {
    note("s1", "m");
    all.push_back(one("s1", i, "m"));
  }
  auto& f = follow_tenant(0);
  CAF_CHECK(told(f) == all);
  CAF_CHECK(counted().pages.load() > 3);
}

CAF_TEST(a store that cannot be read is tried again) {
  auto& f = follow_tenant();
  script->reads_unavailable(true);
  note("s1", "a");
  CAF_CHECK(told(f) == texts{});
  beat(std::chrono::seconds{1});
  CAF_CHECK(told(f) == texts{});
  script->reads_unavailable(false);
  beat(std::chrono::seconds{1});
  CAF_CHECK(told(f) == texts{one("s1", 1, "a")});
}

CAF_TEST(a commit of which nobody knew is told when it is found) {
  auto& f = follow_tenant();
  script->push(testing::commit_fault::written);
  CAF_CHECK(code_of(append(say({"a"}))) == errc::unknown_outcome);
  CAF_CHECK(told(f) == texts{one("s1", 1, "a")});
}

CAF_TEST(publications that did not fit are made up for) {
  publications_max = 3;
  end_world_and_restart();
  auto& f = follow_tenant();
  std::vector<answer<change_reply>> changes;
  // The feed is stopped at the door: nothing of it runs until all were written.
  for (int i = 0; i < 6; ++i) {
    domain::record_change what = domain::close_change{""};
    if (i % 2 == 1) what = domain::reopen_change{""};
    changes.push_back(begin<change_reply>(change_atom_v, who(), ref(), change_command{what, {}, {}}));
    while (!*changes.back()) step_all_but_feed();
    auto said = begin_append(say({"m" + std::to_string(i)}), "s2");
    while (!*said) step_all_but_feed();
  }
  texts only;
  bool gap = false;
  for (const auto& each : told(f)) {
    gap = gap || each == "gap";
    if (each.find("message") != std::string::npos) only.push_back(each);
  }
  CAF_CHECK(gap);
  CAF_REQUIRE_EQUAL(only.size(), 6u);
  CAF_CHECK_EQUAL(only.back(), one("s2", 6, "m5"));
  note("s2", "end");
  CAF_CHECK(told(f) == texts{one("s2", 7, "end")});
}

CAF_TEST(what was erased is not told any more) {
  auto& slow = follow_tenant();
  slow.asleep = true;
  note("s1", "a");
  note("s1", "b");
  note("s2", "c");
  settle();
  (void)ask<domain::erasure>(blank_atom_v, who(), ref(), blank_command{"2", {}, {}, {}});
  (void)ask<domain::erasure>(erase_atom_v, who(), ref("s2"), erase_command{});
  settle();
  slow.asleep = false;
  // It waits with what it asked for first.
  const texts wanted{one("s1", 1, "a"), one("s1", 2, "(null)"), "s1 message_erased 2"};
  CAF_CHECK(told(slow) == wanted);
  auto& late = follow_tenant(0);
  CAF_CHECK(told(late) == texts(wanted.begin(), wanted.begin() + 2));
}

CAF_TEST(what forks share is told once) {
  note("s1", "a");
  note("s1", "b");
  create_command fork;
  fork.request.session_id = "f";
  fork.fork.emplace();
  fork.fork->session_id = "s1";
  fork.fork->at_seq = 1;
  auto& live_one = follow_tenant();
  CAF_REQUIRE(ask<create_reply>(create_atom_v, who(), fork).has_value());
  note("f", "mine");
  CAF_CHECK(told(live_one) == (texts{"f session_created", one("f", 2, "mine")}));
  auto& late = follow_tenant(0);
  CAF_CHECK(told(late) == (texts{one("s1", 1, "a"), one("s1", 2, "b"), one("f", 2, "mine")}));
}

CAF_TEST(a cursor outlives the process) {
  auto& f = follow_tenant();
  note("s1", "a");
  note("s2", "b");
  (void)told(f);
  const auto first = f.cursors.at(0);
  end_world_and_restart();
  note("s1", "c");
  auto& again = follow_tenant(first);
  CAF_CHECK(told(again) == (texts{one("s2", 1, "b"), one("s1", 2, "c")}));
}

CAF_TEST(heartbeats move the cursor on) {
  auto& f = follow_tenant();
  beat(std::chrono::seconds{15});
  CAF_CHECK(told(f) == texts{"heartbeat"});
  note("s1", "a");
  (void)told(f);
  beat(std::chrono::seconds{15});
  CAF_CHECK(told(f) == texts{"heartbeat"});
  auto& again = follow_tenant(f.cursor);
  CAF_CHECK(told(again) == texts{});
}

CAF_TEST(subscriptions end and leave nothing) {
  auto& first = follow_tenant();
  auto& second = follow_tenant(0);
  auto& session = follow();
  CAF_CHECK_EQUAL(counted().subscribers.load(), 3);
  CAF_CHECK(line->tenant_followed("acme"));
  leave(first);
  leave(second);
  CAF_CHECK(!line->tenant_followed("acme"));
  note("s1", "a");
  CAF_CHECK(told(session) == texts{"message 1 a"});
  leave(session);
  CAF_CHECK_EQUAL(counted().subscribers.load(), 0);
  CAF_CHECK_EQUAL(counted().channels.load(), 0);
  CAF_CHECK_EQUAL(counted().buffered.load(), 0);
}

CAF_TEST(a session and its tenant are followed side by side) {
  auto& f = follow_tenant();
  auto& session = follow();
  note("s1", "a");
  note("s2", "b");
  CAF_CHECK(told(session) == texts{"message 1 a"});
  CAF_CHECK(told(f) == (texts{one("s1", 1, "a"), one("s2", 1, "b")}));
}

CAF_TEST_FIXTURE_SCOPE_END()
