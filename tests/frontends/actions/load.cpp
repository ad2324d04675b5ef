#define CAF_SUITE actions_load
#define FAIL CAF_FAIL
#include "frontends/actions/load.hpp"

#include <caf/test/unit_test.hpp>
#include <random>

#include "frontends/actions/action.hpp"
#include "frontends/actions/types.hpp"
#include "storage/scale.hpp"

using namespace parley;
using namespace parley::frontends::actions;

namespace {

queue_place at(std::size_t stream, int id) { return {stream, std::to_string(id), 1}; }

constexpr load::bounds small{2, 100, 3, 50};

}  // namespace

CAF_TEST(those_that_wait_take_no_place_of_those_that_run) {
  load all{small};
  all.arrive(at(2, 0), 10);
  CAF_REQUIRE(all.admits(10));
  all.begin(at(2, 0), 10);
  for (int i = 1; i <= 3; ++i) all.arrive(at(2, i), 1);
  const auto left = all.left();
  CAF_CHECK_EQUAL(left.actions, 1u);
  CAF_CHECK_EQUAL(left.of_stream[2], 0u);
  CAF_CHECK_EQUAL(left.of_stream[0], 3u);
  CAF_CHECK(static_cast<bool>(left));
  CAF_CHECK(!left.everywhere());
  CAF_CHECK_EQUAL(all.waiting(), 3u);
  all.leave(at(2, 1));
  CAF_CHECK(all.left().everywhere());
}

CAF_TEST(long_envelopes_close_their_stream) {
  load all{small};
  all.arrive(at(1, 1), 49);
  CAF_CHECK(all.left().of_stream[1] == 2u);
  all.arrive(at(1, 2), 1);
  CAF_CHECK(all.left().of_stream[1] == 0u);
  all.begin(at(1, 1), 1);
  CAF_CHECK(all.left().of_stream[1] == 2u);
}

CAF_TEST(what_an_answer_may_take_is_kept_until_it_is_known) {
  load all{{10, 100, 10, 100}};
  for (int i = 1; i <= 3; ++i) all.arrive(at(0, i), 0);
  all.begin(at(0, 1), 60);
  CAF_CHECK(!all.admits(60));
  CAF_CHECK(all.admits(40));
  all.answer(at(0, 1), 30);
  CAF_CHECK(all.admits(60));
  all.begin(at(0, 2), 60);
  CAF_CHECK(!all.admits(60));
  CAF_CHECK(all.left().bytes == 10);
  // Not before the reply is out.
  all.answer(at(0, 2), 70);
  CAF_CHECK(all.left().actions == 0u);
  all.leave(at(0, 2));
  CAF_CHECK(all.left().actions == 9u);
}

CAF_TEST(one_that_is_too_large_runs_alone) {
  load all{small};
  all.arrive(at(0, 1), 10);
  CAF_REQUIRE(all.admits(1000));
  all.begin(at(0, 1), 1000);
  CAF_CHECK(!all.admits(0));
  CAF_CHECK(!all.left());
  all.leave(at(0, 1));
  CAF_CHECK(all.admits(0));
}

CAF_TEST(it_is_empty_again_whatever_happened) {
  const auto seed = tests::first_seed(20261122);
  CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < tests::scaled(50); ++round) {
    load all{{5, 500, 4, 300}};
    std::vector<queue_place> waiting, active;
    const auto any = [&random](std::vector<queue_place>& from) {
      const auto which = from.begin() + static_cast<std::ptrdiff_t>(random() % from.size());
      auto one = *which;
      from.erase(which);
      return one;
    };
    for (int step = 0; step < 500; ++step) {
      switch (random() % 4) {
        case 0: {
          const auto stream = random() % 3;
          if (all.left().of_stream[stream] == 0) break;
          waiting.push_back(at(stream, step));
          all.arrive(waiting.back(), static_cast<std::int64_t>(random() % 200));
          break;
        }
        case 1: {
          const auto answer = static_cast<std::int64_t>(random() % 200);
          if (waiting.empty() || !all.admits(answer)) break;
          active.push_back(any(waiting));
          all.begin(active.back(), answer);
          break;
        }
        case 2:
          if (!active.empty()) all.leave(any(active));
          break;
        default:
          if (!waiting.empty() && random() % 3 == 0) all.leave(any(waiting));
      }
      CAF_CHECK(active.size() <= 5);
      CAF_CHECK_EQUAL(all.waiting(), waiting.size());
      CAF_CHECK_EQUAL(all.count(), waiting.size() + active.size());
    }
    for (const auto& one : active) all.leave(one);
    for (const auto& one : waiting) all.leave(one);
    const auto left = all.left();
    CAF_CHECK_EQUAL(left.actions, 5u);
    CAF_CHECK_EQUAL(left.bytes, 500);
    for (const auto room : left.of_stream) CAF_CHECK_EQUAL(room, 4u);
  }
}

CAF_TEST(pages_are_kept_room_for) {
  base::limits limits;
  limits.page_bytes = 1000000;
  for (const auto& type : action_types()) {
    const auto bytes = answer_bytes(std::string{type.name}, limits);
    CAF_CHECK(type.answer == answer_size::page ? bytes == 1000000 : bytes < 100000);
  }
  CAF_CHECK(answer_bytes("conversation.get_full", limits) == 1000000);
  CAF_CHECK(answer_bytes("conversation.save_message", limits) < 100000);
  CAF_CHECK(answer_bytes("nobody.knows", limits) < 100000);
}
