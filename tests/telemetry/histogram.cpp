#define CAF_SUITE telemetry_histogram
#include "parley/telemetry/histogram.hpp"

#include <barrier>
#include <memory>
#include <thread>
#include <vector>

#include "caf/test/unit_test.hpp"
#include "parley/telemetry/histogram_grid.hpp"

using namespace parley::telemetry;

namespace {

constexpr std::int64_t tens[] = {10, 20, 30};

using counts = std::vector<std::uint64_t>;

}  // namespace

CAF_TEST(a_bound_belongs_to_the_range_below_it) {
  const struct {
    std::int64_t value;
    counts expected;
  } table[] = {{-5, {1, 0, 0, 0}}, {0, {1, 0, 0, 0}},  {10, {1, 0, 0, 0}}, {11, {0, 1, 0, 0}},
               {20, {0, 1, 0, 0}}, {30, {0, 0, 1, 0}}, {31, {0, 0, 0, 1}}, {1 << 30, {0, 0, 0, 1}}};
  for (const auto& [value, expected] : table) {
    histogram h{tens};
    h.record(value);
    const auto now = h.read();
    CAF_MESSAGE(value);
    CAF_CHECK_EQUAL(now.counts, expected);
    CAF_CHECK_EQUAL(now.sum, value);
  }
}

CAF_TEST(the_ranges_that_are_used_ascend) {
  for (const auto bounds :
       {std::span<const std::int64_t>{latency_us}, std::span<const std::int64_t>{slow_us},
        std::span<const std::int64_t>{group_sizes}}) {
    CAF_CHECK(bounds.size() <= histogram::bounds_max);
    for (std::size_t i = 1; i < bounds.size(); ++i) CAF_CHECK(bounds[i - 1] < bounds[i]);
  }
}

CAF_TEST(many_threads_lose_nothing) {
  constexpr int threads = 4;
  constexpr int each = 20'000;
  histogram_grid grid{3, 2, tens};
  std::vector<std::thread> all;
  for (int t = 0; t < threads; ++t)
    all.emplace_back([&] {
      for (int i = 0; i < each; ++i) grid.record(static_cast<std::size_t>(i % 3), 1, i % 40);
    });
  for (auto& t : all) t.join();
  std::uint64_t count = 0;
  std::vector<std::size_t> rows;
  grid.visit([&](std::size_t row, std::size_t column, const histogram& h) {
    rows.push_back(row);
    CAF_CHECK_EQUAL(column, 1u);
    for (const auto n : h.read().counts) count += n;
  });
  CAF_CHECK_EQUAL(rows, (std::vector<std::size_t>{0, 1, 2}));
  CAF_CHECK_EQUAL(count, static_cast<std::uint64_t>(threads * each));
}

CAF_TEST(threads_that_come_first_together_make_one) {
  constexpr int threads = 4;
  constexpr int rounds = 2'000;
  std::vector<std::unique_ptr<histogram_grid>> grids;
  for (int i = 0; i < rounds; ++i) grids.push_back(std::make_unique<histogram_grid>(1, 1, tens));
  std::barrier together{threads};
  std::vector<std::thread> all;
  for (int t = 0; t < threads; ++t)
    all.emplace_back([&] {
      for (auto& grid : grids) {
        together.arrive_and_wait();
        grid->record(0, 0, 1);
      }
    });
  for (auto& t : all) t.join();
  std::uint64_t count = 0;
  for (const auto& grid : grids)
    grid->visit([&](std::size_t, std::size_t, const histogram& h) { count += h.read().counts[0]; });
  CAF_CHECK_EQUAL(count, static_cast<std::uint64_t>(threads * rounds));
}
