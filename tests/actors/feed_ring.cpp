#define CAF_SUITE feed_ring
#include "actors/feed_ring.hpp"

#include <iostream>
#include <random>

#include "caf/test/unit_test.hpp"
#include "storage/scale.hpp"

using namespace parley;
using actors::feed_ring;
using domain::event_type;

namespace {

std::shared_ptr<const domain::event> made(event_type type, const std::string& session = "",
                                          std::int64_t seq = 0) {
  domain::event e;
  e.type = type;
  e.session_id = session;
  e.seq = seq;
  e.data = std::string(100, 'x');
  return std::make_shared<const domain::event>(e);
}

}  // namespace

CAF_TEST(nobody there and nothing is kept) {
  feed_ring ring;
  ring.push(made(event_type::message_appended), 1);
  CAF_CHECK_EQUAL(ring.bytes(), 0u);
  const auto at = ring.join();
  ring.push(made(event_type::message_appended), 2);
  CAF_CHECK(ring.bytes() > 0u);
  CAF_CHECK_EQUAL(ring.at(at).seq, 2);
  CAF_CHECK_EQUAL(ring.advance(at), ring.end());
  CAF_CHECK_EQUAL(ring.bytes(), 0u);
}

CAF_TEST(it is kept until the slowest has it or leaves) {
  feed_ring ring;
  auto quick = ring.join();
  const auto slow = ring.join();
  for (int seq = 1; seq <= 3; ++seq) ring.push(made(event_type::message_appended), seq);
  for (int i = 0; i < 3; ++i) quick = ring.advance(quick);
  CAF_CHECK(ring.holds(slow));
  CAF_CHECK_EQUAL(ring.at(slow).seq, 1);
  ring.leave(slow);
  CAF_CHECK_EQUAL(ring.bytes(), 0u);
  CAF_CHECK(ring.holds(quick));
}

CAF_TEST(what is dropped counts when it is nowhere else) {
  feed_ring ring;
  const auto at = ring.join();
  ring.push(made(event_type::message_appended), 1);
  ring.push(made(event_type::chunk), 0);
  ring.push(made(event_type::session_closed), 0);
  ring.push_hole(5);
  ring.drop_to(0);
  CAF_CHECK(!ring.holds(at));
  CAF_CHECK_EQUAL(ring.lost(), 1u);
  CAF_CHECK_EQUAL(ring.bytes(), 0u);
  ring.leave(at);  // it is not counted any more
  CAF_CHECK(ring.holds(ring.join()));
}

CAF_TEST(who was overtaken goes on with the oldest that is left) {
  feed_ring ring;
  const auto slow = ring.join();
  const auto quick = ring.advance([&] {
    const auto at = ring.join();
    ring.push(made(event_type::message_appended), 1);
    return at;
  }());
  ring.push(made(event_type::session_closed), 0);
  ring.drop_to(ring.bytes() - 1);
  CAF_CHECK(!ring.holds(slow));
  CAF_CHECK(ring.holds(quick));
  const auto again = ring.rejoin();
  CAF_CHECK_EQUAL(again, quick);
  CAF_CHECK(ring.at(again).what->type == event_type::session_closed);
  CAF_CHECK_EQUAL(ring.lost(), 0u);
  CAF_CHECK_EQUAL(ring.advance(again), ring.end());
  CAF_CHECK(ring.bytes() > 0u);
  CAF_CHECK_EQUAL(ring.advance(quick), ring.end());
  CAF_CHECK_EQUAL(ring.bytes(), 0u);
}

CAF_TEST(nothing is kept for who was overtaken and what it misses is counted) {
  feed_ring ring;
  const auto slow = ring.join();
  ring.push(made(event_type::message_appended), 1);
  ring.push(made(event_type::session_closed), 0);
  ring.drop_to(ring.bytes() - 1);
  CAF_CHECK(!ring.holds(slow));
  CAF_CHECK_EQUAL(ring.bytes(), 0u);
  CAF_CHECK_EQUAL(ring.lost(), 1u);
  ring.push(made(event_type::session_reopened), 0);
  CAF_CHECK_EQUAL(ring.bytes(), 0u);
  CAF_CHECK_EQUAL(ring.lost(), 2u);
  auto again = ring.rejoin();
  CAF_CHECK_EQUAL(again, ring.end());
  ring.push(made(event_type::session_closed), 0);
  again = ring.advance(again);
  CAF_CHECK_EQUAL(ring.lost(), 2u);
  ring.leave(again);
  ring.push(made(event_type::session_closed), 0);
  CAF_CHECK_EQUAL(ring.lost(), 2u);
}

CAF_TEST(an erased message is a hole) {
  feed_ring ring;
  const auto at = ring.join();
  // Among those of a tenant its place is not its seq.
  ring.push(made(event_type::message_appended, "a", 1), 7);
  const auto bytes = ring.bytes();
  ring.blank("a", 7);
  ring.blank("b", 1);
  CAF_CHECK_EQUAL(ring.bytes(), bytes);
  ring.blank("a", 1);
  CAF_CHECK(!ring.at(at).what);
  CAF_CHECK_EQUAL(ring.at(at).seq, 7);
  CAF_CHECK(ring.bytes() < bytes);
  ring.drop_to(0);
  CAF_CHECK_EQUAL(ring.bytes(), 0u);
}

CAF_TEST(of an erased session nothing is kept) {
  feed_ring ring;
  const auto at = ring.join();
  ring.push(made(event_type::message_appended, "a", 1), 7);
  ring.push(made(event_type::session_closed, "a"), 0);
  ring.push(made(event_type::message_appended, "b", 1), 8);
  ring.forget("a");
  CAF_CHECK(!ring.at(at).what);
  CAF_CHECK_EQUAL(ring.at(at).seq, 7);
  CAF_CHECK(!ring.at(at + 1).what);
  CAF_CHECK_EQUAL(ring.at(at + 1).seq, 0);
  CAF_CHECK(ring.at(at + 2).what);
}

// Against readers that each keep all that they should be given.
CAF_TEST(many readers in any order) {
  const auto seed = tests::first_seed(20260102);
  std::cerr << "seed " << seed << '\n';
  std::mt19937_64 chance(seed);
  struct reader {
    feed_ring::position at;
    std::int64_t next;  ///< the seq that it should be given
  };
  for (int round = 0; round < tests::scaled(20); ++round) {
    feed_ring ring;
    std::vector<reader> all;
    std::int64_t seq = 0;
    for (int step = 0; step < 500; ++step) {
      const auto what = chance() % 100;
      if (what < 35) {
        ring.push(made(event_type::message_appended), ++seq);
      } else if (what < 45) {
        all.push_back({ring.join(), seq + 1});
      } else if (what < 50 && !all.empty()) {
        std::swap(all[chance() % all.size()], all.back());
        ring.leave(all.back().at);
        all.pop_back();
      } else if (what < 52) {
        ring.drop_to(chance() % 1000);
      } else if (!all.empty()) {
        auto& r = all[chance() % all.size()];
        if (!ring.holds(r.at)) {
          r.at = ring.rejoin();
          r.next = r.at == ring.end() ? seq + 1 : ring.at(r.at).seq;
        } else if (r.at != ring.end()) {
          CAF_REQUIRE_EQUAL(ring.at(r.at).seq, r.next);
          ++r.next;
          r.at = ring.advance(r.at);
        } else {
          CAF_REQUIRE_EQUAL(r.next, seq + 1);
        }
      }
    }
    for (const auto& r : all) ring.leave(r.at);
    CAF_REQUIRE_EQUAL(ring.bytes(), 0u);
  }
}
