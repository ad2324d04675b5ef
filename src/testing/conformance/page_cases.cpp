#include <algorithm>
#include <limits>

#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {
namespace {

using bound = std::optional<std::int64_t>;

/// What the contract says, on the whole history.
std::vector<std::int64_t> wanted(const std::vector<domain::message>& rows,
                                 const storage::page_request& r) {
  std::vector<domain::message> inside;
  for (const auto& m : rows)
    if (m.seq <= r.upto && (!r.after || m.seq > *r.after) && (!r.before || m.seq < *r.before))
      inside.push_back(m);
  if (!r.after) std::reverse(inside.begin(), inside.end());
  std::vector<std::int64_t> seqs;
  std::int64_t bytes = 0;
  for (const auto& m : inside) {
    bytes += static_cast<std::int64_t>(m.bytes());
    if (static_cast<std::int64_t>(seqs.size()) == r.items_max) break;
    if (!seqs.empty() && bytes > r.bytes_max) break;
    seqs.push_back(m.seq);
  }
  if (!r.after) std::reverse(seqs.begin(), seqs.end());
  return seqs;
}

void pages_are_cut_where_they_should(bench& b) {
  auto a = b.create("a");
  auto other = b.create("b");
  for (int i = 1; i <= 10; ++i) {
    b.committed(
        b.commit(b.append(a, {b.message(std::string(static_cast<std::size_t>(i * i * 10), 'x'))})),
        "an append");
    ++a.last_seq;
    b.fill(other, 1);
  }
  const auto rows = b.all(a.log);
  const auto one = static_cast<std::int64_t>(rows.at(4).bytes());
  for (const bound after : {bound{}, bound{-5}, bound{0}, bound{3}, bound{9}, bound{10}, bound{99}})
    for (const bound before : {bound{}, bound{-1}, bound{1}, bound{4}, bound{10}, bound{11}})
      for (const std::int64_t upto : {0, 1, 5, 10, 50})
        for (const std::int64_t items : {1, 3, 100})
          for (const std::int64_t bytes : {std::int64_t{0}, one, 3 * one, std::int64_t{1} << 40}) {
            const storage::page_request r{after, before, upto, items, bytes};
            const auto page = b.read.log->page(a.log, r);
            b.expect(page.has_value(),
                     "a page is read" + (page ? "" : ": " + base::to_string(page.error())));
            if (!page) continue;
            std::vector<std::int64_t> found;
            for (const auto& m : *page) found.push_back(m.seq);
            b.equal(found, wanted(rows, r),
                    "the page after " + std::to_string(after.value_or(-99)) + " before " +
                        std::to_string(before.value_or(-99)) + " upto " + std::to_string(upto) +
                        " items " + std::to_string(items) + " bytes " + std::to_string(bytes));
          }
}

void extreme_bounds(bench& b) {
  auto a = b.create("a");
  b.fill(a, 3);
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  const auto count = [&](bound after, bound before, std::int64_t upto) {
    const auto page = b.read.log->page(a.log, {after, before, upto, 10, most});
    return page ? static_cast<int>(page->size()) : -1;
  };
  b.equal(count(most, {}, most), 0, "behind the greatest seq");
  b.equal(count(least, {}, most), 3, "behind the least");
  b.equal(count({}, most, most), 3, "before the greatest");
  b.equal(count({}, least, most), 0, "before the least");
  b.equal(count({}, {}, least), 0, "up to the least");
  b.equal(count(most, least, most), 0, "bounds that exclude everything");
}

void unknown_log_is_empty(bench& b) {
  auto a = b.create("a");
  b.fill(a, 3);
  const auto page = b.read.log->page(a.log + 1000, {0, {}, 100, 10, 1000});
  b.expect(page && page->empty(), "an unknown log has no messages, which is no error");
}

}  // namespace

std::vector<test_case> page_cases() {
  return {
      {"pages are cut where they should be", pages_are_cut_where_they_should},
      {"extreme bounds", extreme_bounds},
      {"an unknown log is empty", unknown_log_is_empty},
  };
}

}  // namespace parley::testing::conformance
