#define CAF_SUITE meters
#include "parley/telemetry/meters.hpp"

#include <iostream>
#include <random>

#include "actors/world.hpp"
#include "storage/scale.hpp"

// What actors measure, for whoever operates them.

using namespace parley;
using namespace parley::protocol;
using namespace std::chrono_literals;
using telemetry::job_end;

namespace {

std::uint64_t count(const telemetry::histogram& h) {
  std::uint64_t n = 0;
  for (const auto one : h.read().counts) n += one;
  return n;
}

struct measured_world : tests::world {
  telemetry::meters& m = *env->meters;

  std::uint64_t jobs(storage::job_kind kind, job_end how) const {
    return m.jobs[static_cast<std::size_t>(kind)][static_cast<std::size_t>(how)].load();
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(meters_tests, measured_world)

CAF_TEST(an append lasts from its session to its answer) {
  create();
  const auto commits = count(m.commit_us);
  CAF_CHECK(append(say({"a", "b"})).has_value());
  CAF_CHECK_EQUAL(count(m.append_us), 1u);
  CAF_CHECK_EQUAL(count(m.commit_us), commits + 1);
  CAF_CHECK_EQUAL(m.commit_messages.read().sum, 2);
  // Time passes while the second one waits for the store.
  const auto before = m.append_us.read().sum;
  const auto waits = begin_append(say({"c"}));
  while (m.mailbox_depth == 0) CAF_REQUIRE(sched.try_run_once());
  while (m.mailbox_depth > 0) CAF_REQUIRE(sched.try_run_once());
  clock.advance(7ms);
  CAF_CHECK(take(waits).has_value());
  CAF_CHECK_EQUAL(count(m.append_us), 2u);
  CAF_CHECK_EQUAL(m.append_us.read().sum - before, 7'000);
}

CAF_TEST(what is refused and what only notes a round is no append) {
  create();
  CAF_CHECK(!append(say({"a"}), "nobody").has_value());
  append_command round;
  round.rounds = 1;
  CAF_CHECK(append(std::move(round)).has_value());
  CAF_CHECK_EQUAL(count(m.append_us), 0u);
}

CAF_TEST(jobs are counted when they have ended) {
  create();
  append(say({"a"}));
  CAF_CHECK(ask<domain::erasure>(erase_atom_v, who(), ref(), erase_command{}).has_value());
  step();
  CAF_CHECK_EQUAL(jobs(storage::job_kind::purge, job_end::done), 1u);
  CAF_CHECK_EQUAL(jobs(storage::job_kind::purge, job_end::retried), 0u);
  CAF_CHECK_EQUAL(jobs(storage::job_kind::purge, job_end::dead), 0u);
  CAF_CHECK_EQUAL(m.mailbox_depth.load(), 0);
}

CAF_TEST(whatever happens the depth of mailboxes is what waits in them) {
  const auto seed = tests::first_seed(std::random_device{}());
  std::cerr << "PARLEY_TEST_SEED=" << seed << '\n';
  std::mt19937_64 random(seed);
  std::int64_t most = 0;
  for (int round = 0; round < tests::scaled(60); ++round) {
    std::vector<answer<append_reply>> all;
    for (auto n = random() % 12; n > 0; --n) {
      const auto id = "s" + std::to_string(random() % 4);
      switch (random() % 5) {
        case 0:
          (void)begin<create_reply>(create_atom_v, who(), creation(id));
          break;
        case 1:
          (void)begin<done>(passivate_atom_v, who(), ref(id));
          break;
        case 2:
          (void)begin<domain::session_view>(get_atom_v, who(), ref(id));
          break;
        default:
          all.push_back(begin_append(say({"x"}), id));
      }
    }
    while (sched.try_run_once()) {
      most = std::max(most, m.mailbox_depth.load());
      CAF_REQUIRE(m.mailbox_depth.load() >= 0);
    }
    CAF_REQUIRE_EQUAL(m.mailbox_depth.load(), 0);
  }
  CAF_CHECK(most > 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
