#define CAF_SUITE packing
#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

#include "actors/session_memory.hpp"
#include "actors/use_order.hpp"
#include "domain/generate.hpp"

// A session's memory as bytes, and the order in which sessions are packed and put to rest.

using namespace parley;
using namespace std::chrono_literals;

namespace {

domain::turn random_turn(testing_domain::generator& make, std::mt19937_64& random) {
  domain::turn t;
  t.turn_id = "t" + std::to_string(random() % 1000);
  t.ordinal = static_cast<std::int64_t>(random() % 1000);
  t.state = random() % 2 == 0 ? domain::turn_state::queued : domain::turn_state::running;
  t.question = make.message();
  t.answer_id = t.turn_id + ":a";
  for (auto n = random() % 4; n > 0; --n) {
    t.draft.text += std::string(random() % 30, 'x') + "é\0"[0];
    t.draft.ends.push_back(static_cast<std::int64_t>(t.draft.text.size()));
  }
  t.lease_until = base::from_micros(static_cast<std::int64_t>(random() >> 16));
  t.touched_at = base::from_micros(static_cast<std::int64_t>(random() >> 16));
  t.reason = random() % 2 == 0 ? "" : "because";
  t.parked_by = random() % 2 == 0 ? "" : "process";
  return t;
}

actors::session_memory random_memory(std::uint64_t seed) {
  testing_domain::generator make{seed};
  std::mt19937_64 random{seed};
  const auto yes = [&] { return random() % 2 == 0; };
  actors::session_memory m;
  m.at = static_cast<actors::phase>(random() % 4);
  const auto view = make.session_view();
  m.record = view.record;
  m.head = view.at;
  m.key = static_cast<std::int64_t>(random());
  m.log = static_cast<std::int64_t>(random());
  m.newest = actors::tail{static_cast<std::int64_t>(random() % 50), 1 << 20};
  for (auto n = random() % 6; n > 0; --n) {
    auto one = make.message();
    for (auto& byte : one.body_digest) byte = static_cast<std::uint8_t>(random());
    if (yes()) one.id_suffix = "suffix";
    m.newest.push(std::move(one));
  }
  std::vector<domain::turn> open;
  for (auto n = random() % 3; n > 0; --n) open.push_back(random_turn(make, random));
  m.turns.load(std::move(open), static_cast<std::int64_t>(random() % 100));
  m.adopted = yes();
  m.orphaned = yes();
  if (yes()) m.unstartable = "t7";
  if (yes()) m.unsaved_since = base::from_micros(static_cast<std::int64_t>(random() >> 8));
  m.chores_after = base::from_micros(static_cast<std::int64_t>(random() >> 8));
  m.wake_at = std::chrono::microseconds{static_cast<std::int64_t>(random() >> 8)};
  if (random() % 4 == 0) m.leaving = domain::cascade{domain::tree_operation::archive, "over", "p", "k", "r", {1}};
  m.leaving_job = static_cast<std::int64_t>(random() >> 8);
  return m;
}

}  // namespace

CAF_TEST(what is packed comes back exactly) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    auto memory = random_memory(seed);
    const auto copy = memory;
    const auto bytes = actors::pack(memory);
    CAF_REQUIRE(memory == copy);
    if (!(actors::unpack(bytes) == copy)) CAF_ERROR("seed " << seed << ": it changed");
    if (bytes.capacity() != bytes.size()) CAF_ERROR("seed " << seed << ": there is slack");
  }
}

CAF_TEST(packed messages take little more than their text) {
  actors::session_memory m;
  m.newest = actors::tail{200, 1 << 20};
  for (int i = 0; i < 4; ++i) {
    domain::message one;
    one.message_id = std::string(30, 'i');
    one.role = "user";
    one.content = std::string(500, 't');
    m.newest.push(std::move(one));
  }
  CAF_CHECK(actors::pack(m).size() < 4 * (500 + 30 + 110) + 300);
}

namespace {

/// Some sessions and the order that they are in.
struct some {
  std::vector<storage::session_ref> refs;
  std::vector<actors::usage> all;
  actors::use_order order;

  explicit some(std::size_t n) : refs(n), all(n) {
    for (std::size_t i = 0; i < n; ++i) {
      refs[i] = {"t", std::to_string(i)};
      order.add(all[i], refs[i], 1s * i);
    }
  }
  ~some() {
    for (auto& u : all) order.remove(u);
  }
  std::string to_cool(std::chrono::microseconds limit) {
    auto* u = order.next_to_cool(limit);
    return u ? u->ref->id : "none";
  }
  std::string to_rest(std::chrono::microseconds limit) {
    auto* u = order.next_to_rest(limit);
    return u ? u->ref->id : "none";
  }
};

}  // namespace

CAF_TEST(the longest unused cools first and each is asked once) {
  some s{4};
  CAF_CHECK_EQUAL(s.to_cool(2s), "0");
  CAF_CHECK_EQUAL(s.to_cool(2s), "1");
  s.order.use(s.all[0], 10s);
  CAF_CHECK_EQUAL(s.to_cool(2s), "2");
  CAF_CHECK_EQUAL(s.to_cool(2s), "none");
  CAF_CHECK(s.order.asked() == 3u);
  for (int i : {0, 1, 2}) s.order.weighed(s.all[i], 1000, true, 11s);
  CAF_CHECK(s.order.cool() == 3u);
  s.order.weighed(s.all[0], 5000, false, 11s);
  CAF_CHECK_EQUAL(s.to_cool(20s), "3");
  CAF_CHECK_EQUAL(s.to_cool(20s), "0");
  CAF_CHECK_EQUAL(s.to_cool(20s), "none");
  CAF_CHECK_EQUAL(s.to_rest(20s), "1");
}

CAF_TEST(one that would not cool was in use) {
  some s{2};
  CAF_CHECK_EQUAL(s.to_cool(0s), "0");
  s.order.weighed(s.all[0], 7000, false, 5s);
  CAF_CHECK_EQUAL(s.to_rest(20s), "1");
  CAF_CHECK_EQUAL(s.to_cool(20s), "1");
  CAF_CHECK_EQUAL(s.to_cool(20s), "0");
}

CAF_TEST(sessions that wait or leave are not chosen) {
  some s{4};
  s.order.set_aside(s.all[0]);
  s.order.leave(s.all[1]);
  s.order.use(s.all[0], 5s);
  CAF_CHECK_EQUAL(s.to_cool(20s), "2");
  CAF_CHECK_EQUAL(s.to_rest(20s), "2");
  s.order.take_back(s.all[0], 6s);
  s.order.take_back(s.all[1], 6s);
  CAF_CHECK_EQUAL(s.to_cool(20s), "3");
  CAF_CHECK_EQUAL(s.to_cool(20s), "0");
  CAF_CHECK_EQUAL(s.to_cool(20s), "none");
  CAF_CHECK(s.order.leaving() == 1u);
  CAF_CHECK(s.order.staying_bytes() == 3 * actors::fresh_session_bytes);
}

CAF_TEST(any steps leave the sums right and the order by use) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random{seed};
    some s{12};
    auto now = 100s;
    for (int i = 0; i < 200; ++i) {
      auto& u = s.all[random() % s.all.size()];
      now += 1s;
      switch (random() % 7) {
        case 0: s.order.use(u, now); break;
        case 1: s.order.set_aside(u); break;
        case 2: s.order.take_back(u, now); break;
        case 3: if (random() % 10 == 0) s.order.leave(u); break;
        case 4: (void)s.order.next_to_cool(now - std::chrono::seconds(random() % 20)); break;
        case 5: s.order.weighed(u, static_cast<std::int64_t>(random() % 9000), random() % 2, now); break;
        default:
          s.order.remove(u);
          u = {};
          s.order.add(u, s.refs[static_cast<std::size_t>(&u - s.all.data())], now);
      }
      std::int64_t bytes = 0;
      std::int64_t leaving = 0;
      std::size_t cool = 0;
      std::size_t asked = 0;
      std::chrono::microseconds least = std::chrono::microseconds::max();
      for (const auto& one : s.all) {
        bytes += one.bytes;
        leaving += one.leaving ? one.bytes : 0;
        cool += one.cool ? 1 : 0;
        asked += one.asked ? 1 : 0;
        if (one.choosable()) least = std::min(least, one.used);
      }
      auto* first = s.order.next_to_rest(std::chrono::microseconds::max());
      const bool right = bytes == s.order.bytes() && bytes - leaving == s.order.staying_bytes() &&
                         cool == s.order.cool() && asked == s.order.asked() &&
                         (!first || first->used == least);
      if (!right) {
        CAF_ERROR("seed " << seed << ", step " << i);
        break;
      }
    }
  }
}

CAF_TEST(a budget is kept with hysteresis) {
  actors::memory_budget budget{1000};
  CAF_CHECK(!budget.exceeded(1000));
  CAF_CHECK(budget.exceeded(1001));
  CAF_CHECK(budget.exceeded(950));
  CAF_CHECK(!budget.exceeded(900));
  CAF_CHECK(!budget.exceeded(950));
}
