#include "parley/testing/conformance_timeline.hpp"

#include <set>
#include <utility>

#include "parley/storage/timeline.hpp"
#include "testing/conformance/fork_bench.hpp"
#include "testing/conformance/moving_bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;
using names = std::vector<std::string>;

/// `a/1 one`, in order, read in pages of that many messages and rows.
names told(bench& b, const std::string& tenant = "t", std::int64_t after = 0,
           std::int64_t items_max = 100, std::int64_t rows_max = 1000) {
  names all;
  std::int64_t place = after;
  for (int pages = 0; pages < 1000; ++pages) {
    const auto page =
        storage::read_timeline(*b.read.log, {tenant, place, items_max, 1 << 20, rows_max, {}});
    b.expect(page.has_value(), "a page is read");
    if (!page) return all;
    for (const auto& m : page->items) {
      b.expect(m.place > place && m.place <= page->upto, "places ascend");
      place = m.place;
      all.push_back(m.session_id + '/' + std::to_string(m.row.seq) + ' ' +
                    m.row.content.value_or("(null)"));
    }
    if (!page->more) return all;
    b.expect(page->upto > after, "every page goes on");
    place = after = page->upto;
  }
  b.expect(false, "the pages end");
  return all;
}

std::int64_t end_of(bench& b) {
  const auto start = storage::find_start(*b.read.log, "t", std::nullopt);
  b.expect(start.has_value(), "the end is read");
  return start ? start->after : 0;
}

void say(bench& b, owned& s, const names& texts) {
  std::vector<domain::message> entries;
  for (const auto& text : texts) entries.push_back(b.message(text));
  b.committed(b.commit(b.append(s, std::move(entries))), "an append");
  s.last_seq += static_cast<std::int64_t>(texts.size());
}

void erase(bench& b, const owned& s) {
  auto what = b.append(s, {});
  what.parts.clear();
  what.erase = storage::erase_order{"receipt of " + s.ref.id, ""};
  b.committed(b.commit(std::move(what)), "the erasing of " + s.ref.id);
}

void messages_come_in_the_order_of_commits(bench& b) {
  b.equal(end_of(b), std::int64_t{0}, "an empty store ends where it begins");
  auto x = b.create("x");
  auto y = b.create("y");
  auto other = b.create("o", "u");
  say(b, x, {"one"});
  say(b, other, {"secret", "more"});
  say(b, y, {"two", "three"});
  say(b, x, {"four"});
  const auto batch = b.commit({b.append(y, {b.message("five")}), b.append(x, {b.message("six")})});
  for (const auto& o : batch) b.committed(o, "an append of a group");
  ++x.last_seq;
  ++y.last_seq;
  const names all{"x/1 one", "y/1 two", "y/2 three", "x/2 four", "y/3 five", "x/3 six"};
  b.equal(told(b), all, "all of them, once, in order");
  b.equal(told(b, "u"), names{"o/1 secret", "o/2 more"}, "each tenant its own");
  b.equal(told(b, "nobody"), {}, "nothing of nobody");
  for (const auto items : {1, 2, 5})
    for (const auto rows : {1, 3, 100})
      b.equal(told(b, "t", 0, items, rows), all, "whatever the size of the pages");
  const auto end = end_of(b);
  b.equal(told(b, "t", end), {}, "nothing is behind the end");
  say(b, other, {"another"});
  b.equal(told(b, "t", end), {}, "nor of others");
  say(b, y, {"seven"});
  b.equal(told(b, "t", end), names{"y/4 seven"}, "but what is committed later");
}

void it_goes_on_behind_every_message(bench& b) {
  auto x = b.create("x");
  auto y = b.create("y");
  for (int i = 0; i < 4; ++i) {
    say(b, x, {"x" + std::to_string(i)});
    say(b, y, {"y" + std::to_string(i)});
  }
  const auto all = told(b);
  const auto page = storage::read_timeline(*b.read.log, {"t", 0, 100, 1 << 20, 1000, {}});
  b.expect(page && page->items.size() == 8 && !page->more, "all is on one page");
  if (!page) return;
  for (std::size_t k = 0; k < page->items.size(); ++k)
    b.equal(told(b, "t", page->items[k].place, 3),
            names(all.begin() + static_cast<std::ptrdiff_t>(k) + 1, all.end()),
            "what is behind it");
  const auto small = storage::read_timeline(*b.read.log, {"t", 0, 100, 1, 1000, {}});
  b.expect(small && small->items.size() == 1 && small->more, "a page has one message at least");
}

void what_forks_share_is_told_once(bench& b) {
  auto origin = b.create("origin");
  say(b, origin, {"one", "two", "three"});
  auto fork = forked(b, "fork", origin, 2);
  say(b, fork, {"mine"});
  say(b, origin, {"four"});
  b.equal(told(b),
          names{"origin/1 one", "origin/2 two", "origin/3 three", "fork/3 mine", "origin/4 four"},
          "where it was written");
  erase(b, origin);
  const names left{"fork/1 one", "fork/2 two", "fork/3 mine"};
  b.equal(told(b), left, "without its session where it is left");
  purge_all(b);
  b.equal(told(b), left, "also when the rest is purged");
  b.equal(told(b, "t", 0, 1, 1), left, "over places that are empty");
}

void what_is_erased_is_not_told(bench& b) {
  auto x = b.create("x");
  auto y = b.create("y");
  say(b, x, {"one"});
  say(b, y, {"two"});
  say(b, x, {"three"});
  auto blank = b.append(x, {});
  blank.parts.clear();
  blank.blank = storage::blank_order{"r", "x/1", "", {1}};
  b.committed(b.commit(std::move(blank)), "the erasing of a message");
  b.equal(told(b), names{"x/1 (null)", "y/1 two", "x/2 three"}, "a message keeps its place");
  erase(b, x);
  b.equal(told(b), names{"y/1 two"}, "a session is gone");
  purge_all(b);
  b.equal(told(b), names{"y/1 two"}, "and stays so");
  b.equal(told(b, "t", end_of(b)), {}, "at the end is nothing");
}

void what_is_on_its_way_is_not_told(bench& b) {
  auto x = b.create("x");
  auto y = b.create("y");
  say(b, x, {"one", "two"});
  say(b, y, {"three"});
  const auto cargo = departed(b, x);
  b.equal(told(b), names{"y/1 three"}, "a session that left is gone");
  purge_all(b);
  staged(b, cargo);
  b.equal(told(b), names{"y/1 three"}, "staged rows are of nobody");
}

void what_comes_back_was_told_before(bench& b) {
  auto x = b.create("x");
  auto y = b.create("y");
  say(b, x, {"one", "two"});
  const auto then = b.clock.now();
  b.clock.advance(std::chrono::minutes{5});
  say(b, x, {"three"});
  say(b, y, {"four"});
  const auto end = end_of(b);
  auto back = moved(b, x);
  say(b, back, {"five"});
  const auto order = [&](std::int64_t after, base::timestamp known_upto) {
    const auto page =
        storage::read_timeline(*b.read.log, {"t", after, 100, 1 << 20, 1000, known_upto});
    names all;
    for (const auto& m : page->items) all.push_back(m.session_id + '/' + *m.row.content);
    b.expect(!page->more && page->upto == end_of(b), "all was looked at");
    return all;
  };
  b.equal(order(end, base::timestamp::max()), names{"x/five"}, "who was told all is told the rest");
  b.equal(order(end, then), names{"x/three", "x/five"}, "who was told less is told more");
  b.equal(order(0, base::timestamp::min()), names{"y/four", "x/one", "x/two", "x/three", "x/five"},
          "from the beginning it is told where it is now");
}

void cursors_hide_places(bench& b) {
  auto x = b.create("x");
  say(b, x, {"one", "two", "three"});
  auto other = b.create("o", "u");
  say(b, other, {"secret"});
  const auto start = storage::find_start(*b.read.log, "t", std::nullopt);
  b.expect(start && start->after == end_of(b) && start->end.place == start->after,
           "without a cursor it begins at the end");
  if (!start) return;
  const auto page = storage::read_timeline(*b.read.log, {"t", 0, 100, 1 << 20, 1000, {}});
  std::set<std::int64_t> seen;
  for (const auto& m : page->items) {
    const auto cursor = storage::cursor_of(m.place, start->end.secret);
    seen.insert(cursor);
    const auto again = storage::find_start(*b.read.log, "t", cursor);
    b.expect(again && again->after == m.place && !again->incomplete, "a cursor is a place");
  }
  b.equal(seen.size(), std::size_t{3}, "each has its own");
  const auto beginning = storage::find_start(*b.read.log, "t", 0);
  b.expect(beginning && beginning->after == 0, "0 is the beginning");
  for (const auto wrong : {storage::cursor_of(end_of(b) + 1, start->end.secret), std::int64_t{-1},
                           std::int64_t{1} << 62, INT64_MAX}) {
    const auto refused = storage::find_start(*b.read.log, "t", wrong);
    b.expect(!refused && refused.error().code == errc::invalid_argument &&
                 refused.error().field == "from",
             "another number is refused");
  }
  const auto reader = b.store->open_reader();
  const auto same = storage::find_start(*reader->log, "u", std::nullopt);
  b.expect(same && same->end == start->end, "every reader has the same secret");
}

constexpr test_case cases[] = {
    {"messages come in the order of commits", messages_come_in_the_order_of_commits},
    {"it goes on behind every message", it_goes_on_behind_every_message},
    {"what forks share is told once", what_forks_share_is_told_once},
    {"what is erased is not told", what_is_erased_is_not_told},
    {"what is on its way is not told", what_is_on_its_way_is_not_told},
    {"what comes back was told before", what_comes_back_was_told_before},
    {"cursors hide places", cursors_hide_places},
};

}  // namespace
}  // namespace parley::testing::conformance

namespace parley::testing {

std::vector<failure> check_timeline(const store_factory& make) {
  std::vector<failure> failures;
  for (const auto& c : conformance::cases) {
    conformance::bench b{make, std::string{"timeline/"} + c.name, failures};
    if (b.is_open()) c.run(b);
  }
  return failures;
}

std::vector<std::string> timeline_cases() {
  std::vector<std::string> names;
  for (const auto& c : conformance::cases) names.emplace_back(c.name);
  return names;
}

}  // namespace parley::testing
