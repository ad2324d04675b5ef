#define CAF_SUITE feed_random
#include <iostream>
#include <random>
#include <sstream>

#include "actors/feed_world.hpp"
#include "storage/scale.hpp"

// Followers who come, sleep and leave while a session goes on, in random order of steps: each is
// told every message once in order, and the chunks of an answer from the first on without a hole.

using namespace parley;
using namespace parley::tests;

namespace {

/// What a follower must be told next.
struct expectation {
  std::int64_t seq = 0;    ///< of the last message
  std::int64_t chunk = 0;  ///< of the open answer
  bool unsure = false;     ///< behind a gap: the answer may be another one

  void check(const std::string& shown) {
    std::istringstream in(shown);
    std::string type;
    std::int64_t number = 0;
    in >> type >> number;
    if (type == "message") {
      CAF_REQUIRE_EQUAL(number, ++seq);
    } else if (type == "chunk") {
      if (std::exchange(unsure, false) && number == 0) chunk = 0;
      CAF_REQUIRE_EQUAL(number, chunk++);
    } else if (type == "draft_started") {
      if (std::exchange(unsure, false)) chunk = 0;
      CAF_REQUIRE_EQUAL(chunk, 0);
    } else if (type == "gap") {
      unsure = true;
    } else {
      CAF_REQUIRE(type != "cursor");
    }
    if (type == "draft_ended") chunk = 0;
  }
};

struct fixture : feed_world {
  std::mt19937_64 chance;
  std::string turn_id;
  std::int64_t chunks = 0;
  std::map<follower*, expectation> wanted;

  std::uint64_t below(std::uint64_t n) { return chance() % n; }

  void some_steps() {
    for (auto n = below(8); n > 0; --n) sched.try_run_once();
  }

  void go_on() {
    switch (below(12)) {
      case 0:
        (void)begin_append(say({std::string(below(2) == 0 ? 10 : 20'000, 'x')}));
        break;
      case 1:
        if (!turn_id.empty()) break;
        turn_id = id_of(begin_turn("why?"));
        chunks = 0;
        break;
      case 2:
      case 3:
        if (!turn_id.empty() && chunk(turn_id, chunks, {"a", "b"})) chunks += 2;
        break;
      case 4:
        if (!turn_id.empty() && below(3) == 0) (void)end(std::exchange(turn_id, ""));
        break;
      case 5:
        (void)ask<done>(passivate_atom_v, who(), ref());
        break;
      case 6:
        (void)change(below(2) == 0 ? domain::record_change{domain::close_change{""}}
                                   : domain::record_change{domain::reopen_change{""}});
        if (!turn_id.empty() && find(turn_id)->turn.ended()) turn_id.clear();
        break;
      default:
        (void)begin_append(say({"m"}));
        break;
    }
  }

  void come() {
    auto& f = all.emplace_back();
    const auto head = get()->at.last_seq;
    const auto from = static_cast<std::int64_t>(below(static_cast<std::uint64_t>(head) + 1));
    wanted[&f].seq = from;
    begin_follow(f, from);
  }

  void look() {
    for (auto& f : all)
      for (const auto& shown : std::exchange(f.seen, {})) wanted[&f].check(shown);
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(feed_random_tests, fixture)

CAF_TEST(every message once and in order) {
  const auto seed = first_seed(20260103);
  std::cerr << "seed " << seed << '\n';
  chance.seed(seed);
  for (int round = 0; round < scaled(6); ++round) {
    streams.part_bytes = 200 + below(4000);
    streams.session_bytes = 1000 + below(20'000);
    publications_max = 2 + static_cast<std::int64_t>(below(40));
    all.clear();
    wanted.clear();
    turn_id.clear();
    end_world_and_restart();
    (void)change(domain::reopen_change{""});
    for (int n = 0; n < 150; ++n) {
      go_on();
      some_steps();
      if (all.size() < 6 && below(8) == 0) come();
      for (auto& f : all) f.asleep = below(3) != 0;
      if (below(3) == 0) settle();
      look();
    }
    for (auto& f : all) f.asleep = false;
    settle();
    look();
    const auto head = get()->at.last_seq;
    for (const auto& [f, e] : wanted) CAF_CHECK_EQUAL(e.seq, head);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
