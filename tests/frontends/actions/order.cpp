#define CAF_SUITE actions_order
#define FAIL CAF_FAIL
#include <caf/test/unit_test.hpp>
#include <map>
#include <random>

#include "frontends/actions/action.hpp"
#include "frontends/actions/lanes.hpp"
#include "frontends/actions/shares.hpp"
#include "storage/scale.hpp"

using namespace parley;
using namespace parley::frontends::actions;

namespace {

action_ptr numbered(std::int64_t n) {
  auto a = std::make_shared<action>();
  a->attempts = n;
  return a;
}

}  // namespace

CAF_TEST(no_lane_is_no_order) {
  lanes all;
  CAF_CHECK(all.enter("", numbered(1)));
  CAF_CHECK(all.enter("", numbered(2)));
  CAF_CHECK(all.leave("") == nullptr);
}

CAF_TEST(those_who_wait_can_be_taken_out) {
  lanes all;
  CAF_CHECK(all.enter("a", numbered(1)));
  CAF_CHECK(!all.enter("a", numbered(2)));
  CAF_CHECK(all.enter("b", numbered(3)));
  CAF_CHECK_EQUAL(all.clear().size(), 1u);
  // The lane of the one under way stays in use.
  CAF_CHECK(!all.enter("a", numbered(4)));
  const auto next = all.leave("a");
  CAF_REQUIRE(next != nullptr);
  CAF_CHECK_EQUAL(next->attempts, 4);
  CAF_CHECK(all.leave("a") == nullptr);
  CAF_CHECK(all.enter("a", numbered(5)));
}

CAF_TEST(one_at_a_time_in_order_whatever_ends_first) {
  const auto seed = tests::first_seed(20261122);
  CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < tests::scaled(50); ++round) {
    lanes all;
    std::map<std::string, action_ptr> under_way;
    std::map<std::string, std::int64_t> last;
    std::int64_t n = 0;
    const auto begin = [&](const std::string& lane, action_ptr a) {
      CAF_CHECK(!under_way.contains(lane));
      CAF_CHECK(a->attempts > last[lane]);
      last[lane] = a->attempts;
      under_way[lane] = std::move(a);
    };
    const auto end = [&](const std::string& lane) {
      under_way.erase(lane);
      if (auto next = all.leave(lane)) begin(lane, std::move(next));
    };
    for (int step = 0; step < 500; ++step) {
      const auto lane = std::string(1, static_cast<char>('a' + random() % 5));
      if (random() % 2 == 0) {
        auto a = numbered(++n);
        if (all.enter(lane, a)) begin(lane, a);
      } else if (under_way.contains(lane)) {
        end(lane);
      }
    }
    while (!under_way.empty()) end(std::string(under_way.begin()->first));
    CAF_CHECK(all.clear().empty());
  }
}

CAF_TEST(every_priority_has_its_turns) {
  std::map<char, int> turns;
  for (const char stream : plan_of_turns(0, 320)) ++turns[stream];
  CAF_CHECK_EQUAL(turns['0'], 270);
  CAF_CHECK_EQUAL(turns['1'], 40);
  CAF_CHECK_EQUAL(turns['2'], 10);
  CAF_CHECK_EQUAL(plan_of_turns(5, 3), "010");
  CAF_CHECK_EQUAL(plan_of_turns(31, 1), "2");
  CAF_CHECK_EQUAL(plan_of_turns(7, 0), "");
}

CAF_TEST(keys_tell_actions_apart) {
  envelope said{"a-1", "conversation.create", "acme", "s", {{"user_id", "ann"}}};
  const auto key = key_of(said);
  CAF_CHECK(key == key_of(said));
  auto other = said;
  other.data["user_id"] = "ben";
  CAF_CHECK(key_of(other).body_digest != key.body_digest);
  other = said;
  other.session_id = "t";
  CAF_CHECK(key_of(other).body_digest != key.body_digest);
  other = said;
  other.action_type = "conversation.session_closed";
  CAF_CHECK(key_of(other).body_digest != key.body_digest);
  CAF_CHECK_EQUAL(key_of(other).route, key.route);
}
