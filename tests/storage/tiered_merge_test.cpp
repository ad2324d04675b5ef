#define CAF_SUITE tiered_merge
#include <algorithm>
#include <map>
#include <set>

#include "caf/test/unit_test.hpp"

#include "parley/testing/fake_clock.hpp"
#include "parley/testing/samples.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/scale.hpp"
#include "storage/tiered/merge.hpp"
#include "storage/tiered/sent.hpp"

using namespace parley;
using namespace parley::storage;

namespace {

using item = domain::session_view;

std::pair<base::timestamp, std::string> place_of(const session_query& query, const item& s) {
  return {query.order == list_order::created_at ? s.record.created_at : s.last_activity(),
          s.record.session_id};
}

/// The list of one store as its driver would give it: in order, some rows pass the filter, and a
/// page ends after so many rows.
class listed_store {
 public:
  void add(const session_query& query, const item& s, bool passes) {
    rows_[place_of(query, s)] = {s, passes};
  }

  session_page page(const session_query& query, std::int64_t rows_max) const {
    std::vector<std::pair<item, bool>> rows;
    for (const auto& [place, row] : rows_) rows.push_back(row);
    if (!query.oldest_first) std::reverse(rows.begin(), rows.end());
    session_page page;
    std::int64_t examined = 0;
    list_cursor last;
    for (const auto& [s, passes] : rows) {
      const auto place = place_of(query, s);
      if (query.after) {
        const std::pair after{query.after->at, query.after->session_id};
        if (query.oldest_first ? place <= after : place >= after) continue;
      }
      if (examined == rows_max || static_cast<std::int64_t>(page.items.size()) == query.items_max) {
        page.next = last;
        break;
      }
      ++examined;
      last = {place.first, place.second};
      if (passes) page.items.push_back(s);
    }
    return page;
  }

 private:
  std::map<std::pair<base::timestamp, std::string>, std::pair<item, bool>> rows_;
};

struct world {
  session_query query;
  listed_store hot;
  listed_store archive;
  std::vector<std::string> expected;  ///< ids in the order of the list
};

world make_world(testing::seeded_entropy& random) {
  world w;
  w.query.order = random.chance(50) ? list_order::created_at : list_order::last_activity;
  w.query.oldest_first = random.chance(50);
  w.query.items_max = 1 + static_cast<std::int64_t>(random.below(5));
  std::vector<item> listed;
  for (auto n = random.below(25); n > 0; --n) {
    testing::fake_clock clock;
    clock.advance(std::chrono::seconds{random.below(8)});
    item s{testing::sample_session("t", "s" + std::to_string(n), clock), {}};
    s.at = {1, clock.now() + std::chrono::seconds{random.below(4)}};
    const bool passes = random.chance(70);
    const auto where = random.below(5);
    if (where < 3) w.hot.add(w.query, s, passes);
    if (where >= 2) w.archive.add(w.query, s, passes);  // 2: it is in both for a moment
    if (passes) listed.push_back(s);
  }
  std::sort(listed.begin(), listed.end(), [&](const item& a, const item& b) {
    return w.query.oldest_first ? place_of(w.query, a) < place_of(w.query, b)
                                : place_of(w.query, b) < place_of(w.query, a);
  });
  for (const auto& s : listed) w.expected.push_back(s.record.session_id);
  return w;
}

/// The whole list by following cursors; empty when a page is too long or the list does not end.
std::vector<std::string> all_pages(world& w, testing::seeded_entropy& random) {
  std::vector<std::string> ids;
  for (int pages = 0; pages < 200; ++pages) {
    const auto page = tiered::merge(w.query, w.hot.page(w.query, 1 + random.below(4)),
                                    w.archive.page(w.query, 1 + random.below(4)));
    if (static_cast<std::int64_t>(page.items.size()) > w.query.items_max) return {};
    for (const auto& s : page.items) ids.push_back(s.record.session_id);
    if (!page.next) return ids;
    w.query.after = page.next;
  }
  return {};
}

}  // namespace

CAF_TEST(pages_of_two_lists_are_the_pages_of_one) {
  auto seed = tests::first_seed(1);
  for (int n = tests::scaled(3000); n > 0; --n, ++seed) {
    testing::seeded_entropy random{seed};
    auto w = make_world(random);
    const auto expected = w.expected;
    if (all_pages(w, random) == expected) continue;
    CAF_FAIL("PARLEY_TEST_SEED=" << seed << ": the merged list is not that of all sessions");
  }
  CAF_CHECK(seed > 1);
}

CAF_TEST(the_hot_copy_counts_wherever_the_other_stands) {
  testing::fake_clock clock;
  session_query query;
  query.order = list_order::last_activity;
  item archived{testing::sample_session("t", "a", clock), {}};
  clock.advance(std::chrono::seconds{1});
  const item other{testing::sample_session("t", "b", clock), {}};
  clock.advance(std::chrono::seconds{1});
  auto hot = archived;
  hot.at = {1, clock.now()};
  const auto page = tiered::merge(query, {{hot}, {}}, {{other, archived}, {}});
  CAF_REQUIRE_EQUAL(page.items.size(), 2u);
  CAF_CHECK(page.items[0] == hot);
  CAF_CHECK(page.items[1] == other);
  CAF_CHECK(!page.next);
}

CAF_TEST(a_place_without_an_item_ends_a_page) {
  testing::fake_clock clock;
  session_query query;
  const item late{testing::sample_session("t", "z", clock), {}};
  const list_cursor examined{clock.now() + std::chrono::seconds{5}, "x"};
  const auto page = tiered::merge(query, {{}, examined}, {{late}, {}});
  CAF_CHECK(page.items.empty());
  CAF_CHECK(page.next == examined);
}

CAF_TEST(statistics_are_sums) {
  statistics hot{1, 2, 3, 40, 50, {{1, 1, 2, 3}, {4, 1, 1, 1}}, {"a", "c"}};
  const statistics archive{10, 20, 30, 4, 5, {{0, 7, 7, 7}, {4, 2, 3, 4}}, {"b", "c"}};
  const statistics sum{
      11, 22, 33, 44, 55, {{0, 7, 7, 7}, {1, 1, 2, 3}, {4, 3, 4, 5}}, {"a", "b", "c"}};
  CAF_CHECK(tiered::merge(hot, archive) == sum);
  CAF_CHECK(tiered::merge(hot, {}) == hot);
  CAF_CHECK((tiered::sum({1, 2}, {3, 4}) == tenant_counts{4, 6}));
}

CAF_TEST(tenants_come_once) {
  using names = std::vector<std::string>;
  CAF_CHECK(tiered::merge(names{"a", "c"}, names{"b", "c", "d"}, 3) == (names{"a", "b", "c"}));
  CAF_CHECK(tiered::merge(names{}, names{"b"}, 3) == names{"b"});
}

CAF_TEST(places_of_what_was_sent_are_told_apart) {
  std::set<std::int64_t> cursors;
  for (const std::int64_t after : {std::int64_t{0}, std::int64_t{1}, std::int64_t{1} << 40})
    for (const bool archive : {false, true})
      for (const bool follows : {false, true}) {
        const tiered::sent_place place{archive, after, follows};
        const auto cursor = tiered::write_place(place);
        CAF_CHECK(tiered::read_place(cursor) == place);
        CAF_CHECK(cursors.insert(cursor).second);
      }
  CAF_CHECK((tiered::read_place(0) == tiered::sent_place{true, 0, true}));
}
