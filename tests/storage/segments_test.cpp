#define CAF_SUITE segments
#include "caf/test/unit_test.hpp"

#include "storage/segments.hpp"

using namespace parley::storage;
using list = std::vector<segment>;
using rows = std::vector<seq_range>;

namespace {

/// Log 1 up to 10, log 2 up to 15, then its own log 3.
segments three() { return segments{{{1, 10}, {2, 15}}, 3}; }

}  // namespace

CAF_TEST(a_log_that_shares_nothing) {
  const segments alone{{}, 7};
  CAF_CHECK_EQUAL(alone.shared_upto(), 0);
  CAF_CHECK_EQUAL(alone.log_of(1), 7);
  CAF_CHECK(alone.ranges(3, 5) == (rows{{7, 3, 5}}));
  CAF_CHECK(alone.cut(4) == (list{{7, 4}}));
  CAF_CHECK(alone.cut(0).empty());
}

CAF_TEST(each_seq_lies_in_one_log) {
  const auto s = three();
  CAF_CHECK_EQUAL(s.own(), 3);
  CAF_CHECK_EQUAL(s.shared_upto(), 15);
  const std::int64_t wanted[][2] = {{1, 1}, {10, 1}, {11, 2}, {15, 2}, {16, 3}, {1000, 3}};
  for (const auto& [seq, log] : wanted) CAF_CHECK_EQUAL(s.log_of(seq), log);
}

CAF_TEST(ranges) {
  const auto s = three();
  CAF_CHECK(s.ranges(1, 20) == (rows{{1, 1, 10}, {2, 11, 15}, {3, 16, 20}}));
  CAF_CHECK(s.ranges(10, 11) == (rows{{1, 10, 10}, {2, 11, 11}}));
  CAF_CHECK(s.ranges(12, 13) == (rows{{2, 12, 13}}));
  CAF_CHECK(s.ranges(16, 16) == (rows{{3, 16, 16}}));
  CAF_CHECK(s.ranges(5, 4).empty());
}

CAF_TEST(a_fork_names_what_it_needs) {
  const auto s = three();
  CAF_CHECK(s.cut(20) == (list{{1, 10}, {2, 15}, {3, 20}}));
  CAF_CHECK(s.cut(15) == (list{{1, 10}, {2, 15}}));
  CAF_CHECK(s.cut(12) == (list{{1, 10}, {2, 12}}));
  CAF_CHECK(s.cut(10) == (list{{1, 10}}));
  CAF_CHECK(s.cut(0).empty());
}

CAF_TEST(what_two_histories_share) {
  const auto shared = [](const segments& a, const segments& b) {
    CAF_CHECK_EQUAL(a.shared_with(b), b.shared_with(a));
    return a.shared_with(b);
  };
  const auto s = three();
  const segments origin{{}, 1};
  CAF_CHECK(shared(s, s) >= seq_max);
  CAF_CHECK_EQUAL(shared(s, origin), 10);
  CAF_CHECK_EQUAL(shared(s, segments(s.cut(12), 9)), 12);
  CAF_CHECK_EQUAL(shared(s, segments(s.cut(15), 9)), 15);
  CAF_CHECK_EQUAL(shared(s, segments(s.cut(18), 9)), 18);
  CAF_CHECK_EQUAL(shared(segments(s.cut(18), 8), segments(s.cut(17), 9)), 17);
  CAF_CHECK_EQUAL(shared(s, segments(s.cut(7), 9)), 7);
  CAF_CHECK_EQUAL(shared(s, segments({}, 9)), 0);
}
