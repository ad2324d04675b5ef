#define CAF_SUITE ids

#include "parley/base/ids.hpp"

#include <set>

#include "caf/test/unit_test.hpp"

using namespace parley::base;

namespace {

struct fixed_clock : parley::base::clock {
  timestamp at{};
  timestamp now() const override { return at; }
  std::chrono::microseconds monotonic() const override { return at.time_since_epoch(); }
};

struct constant_entropy : entropy {
  explicit constant_entropy(std::uint64_t w) : word(w) {}
  std::uint64_t word;
  std::uint64_t next() override { return word; }
};

}  // namespace

CAF_TEST(a uuid has time version and variant where RFC 9562 says) {
  fixed_clock c;
  c.at = from_micros(0x017f22e279b0 * 1000);  // the example of RFC 9562, appendix A.6
  constant_entropy zeros{0};
  constant_entropy ones{~std::uint64_t{0}};
  CAF_CHECK_EQUAL(make_uuid(c, zeros), "017f22e2-79b0-7000-8000-000000000000");
  CAF_CHECK_EQUAL(make_uuid(c, ones), "017f22e2-79b0-7fff-bfff-ffffffffffff");
}

CAF_TEST(later uuids are greater) {
  fixed_clock c;
  std::string last;
  for (std::int64_t ms = 1700000000000; ms < 1700000000100; ++ms) {
    c.at = from_micros(ms * 1000);
    const auto id = make_uuid(c, system_entropy());
    CAF_CHECK(last < id);
    last = id;
  }
}

CAF_TEST(uuids of one moment differ) {
  fixed_clock c;
  std::set<std::string> made;
  for (int i = 0; i < 1000; ++i) made.insert(make_uuid(c, system_entropy()));
  CAF_CHECK_EQUAL(made.size(), 1000u);
}

CAF_TEST(a suffix has ten characters of its alphabet) {
  std::set<char> used;
  for (int i = 0; i < 1000; ++i) {
    const auto suffix = make_suffix(system_entropy());
    CAF_REQUIRE_EQUAL(suffix.size(), 10u);
    used.insert(suffix.begin(), suffix.end());
  }
  const std::string alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  CAF_CHECK_EQUAL(std::string(used.begin(), used.end()), alphabet);
}
