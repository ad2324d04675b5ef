#define CAF_SUITE feed_archive
#include "actors/feed_world.hpp"
#include "actors/tiers.hpp"

// Streams of a tenant whose sessions go into an archive and come back.

using namespace parley;
using namespace parley::tests;

namespace {

struct fixture : tier_world {
  std::uint64_t id = 0;
  answer<event_batch> pull;
  std::int64_t cursor = 0;

  fixture() {
    create("s1");
    create("s2");
  }

  void note(const std::string& session, const std::string& text) {
    CAF_REQUIRE(append(say({text}), session).has_value());
  }

  void follow(std::optional<std::int64_t> from) {
    if (id != 0) self->send(feed, leave_atom_v, id);
    pull = nullptr;
    const auto begun = take(begin_at<subscription>(feed, subscribe_atom_v, who(),
                                                   subscribe_request{{"acme", ""}, from}));
    CAF_REQUIRE(begun.has_value());
    id = begun->id;
    cursor = begun->cursor;
  }

  texts told() {
    texts all;
    for (;;) {
      if (!pull) pull = begin_at<event_batch>(feed, pull_atom_v, id);
      step();
      if (!*pull) return all;
      for (const auto& d : (**pull)->items) {
        all.push_back(d.what->session_id + ' ' + follower::shown(d));
        cursor = d.cursor;
      }
      pull = nullptr;
    }
  }

  texts told_from(std::optional<std::int64_t> from) {
    follow(from);
    return told();
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(feed_archive_tests, fixture)

CAF_TEST(what lies in the archive is a gap) {
  note("s1", "a");
  note("s2", "b");
  CAF_CHECK(told_from(0) == (texts{"s1 message 1 a", "s2 message 1 b"}));
  const auto before = cursor;
  clock.advance(std::chrono::minutes{5});
  note("s1", "c");
  CAF_REQUIRE(move("s1").has_value());
  CAF_REQUIRE_EQUAL(place("s1"), std::string{"archive"});
  note("s2", "d");
  CAF_CHECK(told_from(0) == (texts{" gap", "s2 message 1 b", "s2 message 2 d"}));
  CAF_CHECK(told_from(before) == (texts{" gap", "s2 message 2 d"}));
}

CAF_TEST(who has been told all is told of no gap) {
  note("s1", "a");
  CAF_REQUIRE(move("s1").has_value());
  clock.advance(std::chrono::minutes{5});
  note("s2", "b");
  (void)told_from(0);
  const auto before = cursor;
  note("s2", "c");
  CAF_CHECK(told_from(before) == texts{"s2 message 2 c"});
  CAF_CHECK(told_from(cursor) == texts{});
}

CAF_TEST(what comes back is not told again) {
  note("s1", "a");
  note("s1", "b");
  follow({});
  const auto first = cursor;
  CAF_REQUIRE(move("s1").has_value());
  clock.advance(std::chrono::minutes{5});
  note("s2", "c");
  note("s1", "d");
  CAF_REQUIRE_EQUAL(place("s1"), std::string{"hot"});
  texts all;
  for (const auto& each : told())
    if (each.find("message") != std::string::npos) all.push_back(each);
  CAF_CHECK(all == (texts{"s2 message 1 c", "s1 message 3 d"}));
  CAF_CHECK(told_from(first) == all);
  CAF_CHECK(told_from(0) ==
            (texts{"s2 message 1 c", "s1 message 1 a", "s1 message 2 b", "s1 message 3 d"}));
}

CAF_TEST_FIXTURE_SCOPE_END()
