#include "testing/conformance/moving_bench.hpp"

#include <algorithm>
#include <utility>

namespace parley::testing::conformance {

using storage::move_order;

cargo pack(bench& b, const owned& s) {
  const auto there = b.load(s.ref);
  b.expect(there.has_value(), "what is packed is here");
  if (!there) return {};
  auto c = read_cargo(*b.read.log, s.ref, *there, 2);
  b.expect(c.has_value(), "a session is read to be moved");
  return c ? std::move(*c) : cargo{};
}

storage::submission step(bench& b, storage::submission what, const owned& s) {
  what.epoch = b.writer->epoch();
  what.key = s.key;
  what.log = s.log;
  return what;
}

owned staged(bench& b, const cargo& c, std::size_t page_rows) {
  owned s{c.ref, 0, 0, c.last_seq, c.record};
  std::size_t skip = 0;
  do {
    const auto o = b.commit(step(b, stage_of(c, skip, page_rows), s));
    b.committed(o, "rows are staged");
    b.expect(s.key == 0 || (o.key == s.key && o.log == s.log), "all pages have one key and log");
    s.key = o.key;
    s.log = o.log;
    skip += page_rows;
  } while (skip < c.messages.size());
  return s;
}

owned arrived(bench& b, const cargo& c) {
  auto s = staged(b, c);
  // The index does not wait for what is on its way.
  b.index();
  const auto o = b.commit(step(b, arrival_of(c), s));
  b.committed(o, "a session arrives");
  b.expect(o.key == s.key && o.log == s.log && o.head.last_seq == c.last_seq &&
               o.turn_count == c.record.turn_count && o.round == c.record.round,
           "the outcome says what arrived");
  return s;
}

cargo departed(bench& b, const owned& s, std::int64_t rows_kept_ms) {
  auto c = pack(b, s);
  auto what = step(b, departure_of(c), s);
  what.move->rows_kept_ms = rows_kept_ms;
  b.committed(b.commit(std::move(what)), "a session departs");
  return c;
}

owned moved(bench& b, const owned& s) { return arrived(b, departed(b, s)); }

namespace {

storage::outcome plain_step(bench& b, const storage::session_ref& ref, move_order::phase which) {
  auto what = step_of(ref, which);
  what.epoch = b.writer->epoch();
  return b.commit(std::move(what));
}

}  // namespace

storage::outcome forget(bench& b, const storage::session_ref& ref) {
  return plain_step(b, ref, move_order::phase::forget);
}

storage::outcome unmark(bench& b, const storage::session_ref& ref) {
  return plain_step(b, ref, move_order::phase::unmark);
}

std::vector<storage::moving_log> moving(bench& b) {
  auto found = b.read.log->moving(0, 100);
  b.expect(found.has_value(), "what moves is listed");
  return found ? std::move(*found) : std::vector<storage::moving_log>{};
}

void purge_all(bench& b) {
  const auto is_purge = [](const storage::job& j) { return j.kind == storage::job_kind::purge; };
  // Of a session only the first is given.
  for (int rounds = 0; rounds < 100; ++rounds) {
    const auto due = b.due();
    const auto next = std::find_if(due.begin(), due.end(), is_purge);
    if (next == due.end()) return;
    b.work_off(*next, 3);
  }
  b.expect(false, "purges come to an end");
}

namespace {

std::vector<std::string> listed(bench& b, const std::string& tenant, storage::list_order order) {
  storage::session_query query;
  query.tenant = tenant;
  query.order = order;
  const auto page = b.read.catalog->list(query);
  b.expect(page.has_value(), "a list is read");
  std::vector<std::string> ids;
  if (page)
    for (const auto& item : page->items)
      ids.push_back(item.record.session_id + " " + base::format_time(item.last_activity()));
  return ids;
}

std::vector<storage::statistics> statistics(bench& b, const std::string& tenant) {
  std::vector<storage::statistics> all;
  for (const auto& agent : {std::optional<std::string>{}, std::optional<std::string>{"assistant"},
                            std::optional<std::string>{"writer"}}) {
    const auto found = b.read.catalog->statistics({tenant, agent, {}, {}});
    b.expect(found.has_value(), "statistics are read");
    if (found) all.push_back(*found);
  }
  return all;
}

/// Nothing, of a driver without a search.
std::vector<storage::search_hit> hits(bench& b, const std::string& tenant) {
  if (!b.read.search) return {};
  b.index();
  storage::search_query query;
  query.tenant = tenant;
  query.text = "apple";
  const auto page = b.read.search->find(query);
  b.expect(page.has_value(), "a search is answered");
  return page ? page->items : std::vector<storage::search_hit>{};
}

std::vector<storage::sent_messages> sent(bench& b, const std::string& tenant) {
  const auto page = b.read.log->sent_by(tenant, "user", 0, 100000);
  b.expect(page.has_value(), "what somebody sent is found");
  return page ? page->items : std::vector<storage::sent_messages>{};
}

std::vector<storage::sent_messages> asked(bench& b, const std::string& tenant) {
  const auto found = b.read.log->asked_by(tenant, "user", 100);
  b.expect(found.has_value(), "what somebody asked is found");
  return found ? *found : std::vector<storage::sent_messages>{};
}

storage::tenant_counts counts(bench& b, const std::string& tenant) {
  return b.read.catalog->counts(tenant).value_or(storage::tenant_counts{-1, -1});
}

}  // namespace

picture look(bench& b, const owned& s) {
  picture p;
  const auto there = b.load(s.ref);
  b.expect(there && there->key == s.key && there->log == s.log, "a session is here");
  if (!there) return p;
  p.record = there->record;
  p.head = there->head;
  p.next_turn = there->next_turn;
  p.messages = b.all(s.log);
  p.all = pack(b, s);
  p.summaries = b.read.log->summary_state_of(s.log).value_or(storage::summary_state{});
  p.by_age = listed(b, s.ref.tenant, storage::list_order::created_at);
  p.by_activity = listed(b, s.ref.tenant, storage::list_order::last_activity);
  p.counts = counts(b, s.ref.tenant);
  p.statistics = statistics(b, s.ref.tenant);
  p.hits = hits(b, s.ref.tenant);
  p.sent = sent(b, s.ref.tenant);
  p.asked = asked(b, s.ref.tenant);
  return p;
}

void same(bench& b, const picture& found, const picture& wanted, const std::string& when) {
  b.equal(found.record, wanted.record, "the record is the same " + when);
  b.equal(found.head, wanted.head, "the head is the same " + when);
  b.equal(found.next_turn, wanted.next_turn, "the next turn is the same " + when);
  b.equal(found.messages, wanted.messages, "the messages are the same " + when);
  b.equal(found.all.messages, wanted.all.messages, "agents of messages are the same " + when);
  b.equal(found.all.turns, wanted.all.turns, "the turns are the same " + when);
  b.equal(found.all.summaries, wanted.all.summaries, "the summaries are the same " + when);
  b.equal(found.all.tallies, wanted.all.tallies, "the counts of turns are the same " + when);
  b.equal(found.summaries, wanted.summaries, "summaries stand the same " + when);
  b.equal(found.by_age, wanted.by_age, "lists by age are the same " + when);
  b.equal(found.by_activity, wanted.by_activity, "lists by activity are the same " + when);
  b.equal(found.counts, wanted.counts, "counts are the same " + when);
  b.equal(found.statistics, wanted.statistics, "statistics are the same " + when);
  b.equal(found.hits, wanted.hits, "searches find the same " + when);
  b.equal(found.sent, wanted.sent, "what was sent is the same " + when);
  b.equal(found.asked, wanted.asked, "what was asked is the same " + when);
}

void nothing_is_seen(bench& b, const storage::session_ref& ref, const std::string& when) {
  b.expect(!b.load(ref), "no session is loaded " + when);
  b.expect(listed(b, ref.tenant, storage::list_order::created_at).empty() &&
               listed(b, ref.tenant, storage::list_order::last_activity).empty(),
           "none is listed " + when);
  b.equal(counts(b, ref.tenant), storage::tenant_counts{}, "nothing is counted " + when);
  for (const auto& each : statistics(b, ref.tenant))
    b.equal(each, storage::statistics{}, "statistics are empty " + when);
  b.expect(hits(b, ref.tenant).empty(), "nothing is found " + when);
  b.expect(sent(b, ref.tenant).empty(), "nobody sent anything " + when);
  b.expect(asked(b, ref.tenant).empty(), "nobody asked anything " + when);
  const auto holders = b.read.log->turn_holders(0, 100);
  b.expect(holders && holders->empty(), "no session has an open turn " + when);
}

}  // namespace parley::testing::conformance
