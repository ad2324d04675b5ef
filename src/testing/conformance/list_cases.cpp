#include <algorithm>

#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {
namespace {

using ids = std::vector<std::string>;

ids ids_of(const storage::session_page& page) {
  ids result;
  for (const auto& item : page.items) result.push_back(item.record.session_id);
  return result;
}

/// Follows the cursors to the end.
ids walk(bench& b, storage::session_query query, int pages_max = 1000) {
  ids result;
  for (int n = 0; n < pages_max; ++n) {
    const auto page = b.read.catalog->list(query);
    b.expect(page.has_value(),
             "a page is read" + (page ? "" : ": " + base::to_string(page.error())));
    if (!page) return result;
    b.expect(static_cast<std::int64_t>(page->items.size()) <= query.items_max,
             "a page is not longer than asked for");
    const auto part = ids_of(*page);
    result.insert(result.end(), part.begin(), part.end());
    if (!page->next) return result;
    query.after = page->next;
  }
  b.expect(false, "the list ends");
  return result;
}

storage::session_query query_of(const std::string& tenant, bool oldest_first = false) {
  storage::session_query query;
  query.tenant = tenant;
  query.oldest_first = oldest_first;
  return query;
}

/// Sessions of three moments, several of each; the ids sort as bytes.
ids some_sessions(bench& b) {
  ids order;
  for (const char* id : {"B", "a", "b", "c", "~"}) order.emplace_back(id);
  for (const auto& id : order) b.create("1" + id);
  b.clock.advance(std::chrono::seconds{1});
  for (const auto& id : order) b.create("0" + id);
  b.clock.advance(std::chrono::seconds{1});
  b.create("last");
  ids wanted;
  for (const auto& id : order) wanted.push_back("1" + id);
  for (const auto& id : order) wanted.push_back("0" + id);
  wanted.emplace_back("last");
  return wanted;
}

void order_and_cursors(bench& b) {
  auto wanted = some_sessions(b);
  b.create("foreign", "u");
  for (const bool oldest : {true, false}) {
    if (!oldest) std::reverse(wanted.begin(), wanted.end());
    for (const std::int64_t items : {1, 2, 3, 10, 11, 12, 1000}) {
      auto query = query_of("t", oldest);
      query.items_max = items;
      b.equal(walk(b, query), wanted, "pages of " + std::to_string(items) + " give the whole list");
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      auto query = query_of("t", oldest);
      const auto found = b.load({"t", wanted[i]});
      query.after = storage::list_cursor{found->record.created_at, wanted[i]};
      b.equal(walk(b, query),
              ids(wanted.begin() + static_cast<std::ptrdiff_t>(i) + 1, wanted.end()),
              "a cursor is exclusive");
    }
  }
  b.equal(walk(b, query_of("u")), ids{"foreign"}, "each tenant has its own list");
  b.expect(walk(b, query_of("nobody")).empty(), "an unknown tenant has none");
}

/// What the order of last activity must be, the oldest first.
ids by_activity(bench& b, const ids& sessions) {
  std::vector<std::pair<base::timestamp, std::string>> places;
  for (const auto& id : sessions) {
    const auto found = b.load({"t", id});
    if (found)
      places.emplace_back(domain::session_view{found->record, found->head}.last_activity(), id);
  }
  std::sort(places.begin(), places.end());
  ids order;
  for (auto& place : places) order.push_back(std::move(place.second));
  return order;
}

void order_of_last_activity(bench& b) {
  auto sessions = some_sessions(b);
  b.create("foreign", "u");
  const auto check = [&](const std::string& what) {
    auto wanted = by_activity(b, sessions);
    for (const bool oldest : {true, false}) {
      if (!oldest) std::reverse(wanted.begin(), wanted.end());
      for (const std::int64_t items : {1, 3, 1000}) {
        auto query = query_of("t", oldest);
        query.order = storage::list_order::last_activity;
        query.items_max = items;
        b.equal(walk(b, query), wanted, what + ", pages of " + std::to_string(items));
      }
    }
  };
  check("new sessions");
  const auto session = [&](const std::string& id) {
    const auto found = b.load({"t", id});
    return owned{{"t", id}, found->key, found->log, found->head.last_seq, found->record};
  };
  const auto spoken_at = b.clock.now() + std::chrono::seconds{1};
  for (const auto* id : {"1a", "0~", "1a"}) {
    b.clock.advance(std::chrono::seconds{1});
    b.committed(b.commit(b.append(session(id), {b.message("x"), b.message("y")})), "an append");
    check("after messages");
  }
  b.clock.advance(std::chrono::seconds{1});
  auto touched = b.change(session("0b"), "prompt");
  touched.update->touched_at = b.clock.now();
  b.committed(b.commit(std::move(touched)), "a change that is activity");
  b.committed(b.commit(b.change(session("1B"), "prompt")), "a change that is none");
  check("after changes");

  auto active = query_of("t");
  active.order = storage::list_order::last_activity;
  active.active_from = spoken_at;
  b.equal(walk(b, active), ids{"0b", "1a", "0~"}, "those that were active since");
  active.active_to = b.clock.now();
  b.equal(walk(b, active), ids{"1a", "0~"}, "and before now");

  b.clock.advance(-std::chrono::hours{1});
  b.committed(b.commit(b.append(session("last"), {b.message("late")})),
              "a message with an earlier time");
  check("a clock that runs backwards");

  storage::submission gone = b.append(session("1a"), {});
  gone.parts.clear();
  gone.erase = storage::erase_order{"r", ""};
  b.committed(b.commit(std::move(gone)), "an erasing");
  check("what is erased is in no list");
}

void the_end_has_no_cursor(bench& b) {
  some_sessions(b);
  auto query = query_of("t");
  query.items_max = 11;
  const auto page = b.read.catalog->list(query);
  b.expect(page && page->items.size() == 11 && !page->next,
           "a page that is the list has no cursor");
}

void new_sessions_disturb_no_walk(bench& b) {
  const auto wanted = some_sessions(b);
  auto query = query_of("t", true);
  query.items_max = 4;
  const auto first = b.read.catalog->list(query);
  b.expect(first && first->next, "the first page");
  if (!first || !first->next) return;
  b.clock.advance(std::chrono::seconds{1});
  b.create("newer");
  query.after = first->next;
  auto rest = walk(b, query);
  b.expect(!rest.empty() && rest.back() == "newer", "a newer one comes at its place");
  if (!rest.empty()) rest.pop_back();
  b.equal(rest, ids(wanted.begin() + 4, wanted.end()), "nothing is repeated, nothing is skipped");
}

void pages_are_bounded_by_rows(bench& b) {
  std::vector<storage::submission> batch;
  for (int i = 0; i < 50; ++i) {
    auto s = b.creation("t", "s" + std::to_string(i));
    if (i == 7 || i == 40) s.create->metadata = {{"rare", "yes"}};
    batch.push_back(std::move(s));
    b.clock.advance(std::chrono::seconds{1});
  }
  for (const auto& o : b.commit(batch)) b.committed(o, "a creation");
  auto query = query_of("t");
  query.metadata.emplace_back("rare", "yes");
  query.rows_examined_max = 10;
  const auto page = b.read.catalog->list(query);
  b.expect(page && page->items.size() == 1 && page->next, "a page stops at the bound, short");
  query.after = page ? page->next : std::nullopt;
  const auto second = b.read.catalog->list(query);
  b.expect(second && second->items.empty() && second->next, "a page may be empty with a cursor");
  query.after.reset();
  b.equal(walk(b, query), ids{"s40", "s7"}, "following the cursors finds all");
  query.rows_examined_max = 0;
  b.equal(walk(b, query), ids{"s40", "s7"}, "even a bound of nothing makes progress");
}

void items_have_their_head(bench& b) {
  auto a = b.create("a");
  b.create("b");
  b.clock.advance(std::chrono::seconds{9});
  b.fill(a, 3);
  const auto page = b.read.catalog->list(query_of("t", true));
  b.expect(page && page->items.size() == 2, "both are listed");
  if (!page || page->items.size() != 2) return;
  b.equal(page->items[0].record, a.record, "the record is whole");
  b.equal(page->items[0].at, domain::head{3, b.clock.now()}, "with its head");
  b.equal(page->items[1].at, domain::head{}, "an empty history has head 0");
}

void counts_are_exact(bench& b) {
  const auto expect_counts = [&](const std::string& tenant, std::int64_t sessions,
                                 std::int64_t messages, const std::string& when) {
    const auto found = b.read.catalog->counts(tenant);
    b.expect(found && *found == storage::tenant_counts{sessions, messages}, "counts " + when);
  };
  expect_counts("t", 0, 0, "of an unknown tenant are 0");
  auto a = b.create("a");
  auto u = b.create("a", "u");
  b.fill(a, 3);
  expect_counts("t", 1, 3, "after an append");
  expect_counts("u", 1, 0, "of the other tenant");
  b.commit(b.append(a, {b.message("x", "one"), b.message("x", "one")}));
  a.last_seq = 4;
  expect_counts("t", 1, 4, "count twins once");
  b.commit(b.append(a, {b.message("x", "one")}));
  expect_counts("t", 1, 4, "do not move for what is known");
  b.commit(b.append(a, {b.message("new"), b.message("other", "one")}));
  expect_counts("t", 1, 4, "do not move for what is refused");
  auto stale = b.append(a, {b.message("new")});
  stale.expected_last_seq = 0;
  b.commit({stale, b.creation("t", "a"), b.creation("t", "b"), b.append(u, {b.message("x")})});
  expect_counts("t", 2, 4, "take what was committed of a batch");
  expect_counts("u", 1, 1, "of each tenant");
  b.commit(b.change(a, "x"));
  expect_counts("t", 2, 4, "do not move for a change");
}

}  // namespace

std::vector<test_case> list_cases() {
  return {
      {"order and cursors", order_and_cursors},
      {"order of last activity", order_of_last_activity},
      {"the end has no cursor", the_end_has_no_cursor},
      {"new sessions disturb no walk", new_sessions_disturb_no_walk},
      {"pages are bounded by rows examined", pages_are_bounded_by_rows},
      {"items have their head", items_have_their_head},
      {"counts are exact", counts_are_exact},
  };
}

}  // namespace parley::testing::conformance
