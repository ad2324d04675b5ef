#include <algorithm>

#include "testing/conformance/fork_bench.hpp"

namespace parley::testing::conformance {
namespace {

using storage::day_statistics;
using storage::statistics;

constexpr std::chrono::hours one_day{24};
constexpr std::int64_t hour_us = 3'600'000'000;

std::int64_t today(bench& b) { return base::to_micros(b.clock.now()) / (24 * hour_us); }

statistics read(bench& b, storage::statistics_query query) {
  const auto found = b.read.catalog->statistics(query);
  b.expect(found.has_value(), "statistics are read");
  return found ? *found : statistics{};
}

statistics of(bench& b, std::optional<std::string> agent = {}, const std::string& tenant = "t") {
  return read(b, {tenant, std::move(agent), {}, {}});
}

/// A message of the one that has this id.
domain::message from(bench& b, const std::string& sender, const std::string& text) {
  auto m = b.message(text);
  m.sender_id = sender;
  return m;
}

void say(bench& b, owned& s, std::vector<domain::message> entries) {
  const auto o = b.commit(b.append(s, std::move(entries)));
  b.committed(o, "an append");
  s.last_seq = o.head.last_seq;
}

template <class F>
void change(bench& b, owned& s, F what) {
  what(s.record);
  ++s.record.revision;
  auto update = b.append(s, {});
  update.parts.clear();
  update.update = s.record;
  b.committed(b.commit(std::move(update)), "a change");
}

domain::participant agent(const std::string& id, const std::string& role) {
  domain::participant p;
  p.id = id;
  p.type = domain::participant_type::agent;
  p.role = role;
  return p;
}

void erase(bench& b, const owned& s) {
  auto what = b.append(s, {});
  what.parts.clear();
  what.erase = storage::erase_order{"receipt of " + s.ref.id, ""};
  b.committed(b.commit(std::move(what)), "an erasing");
}

/// One slice of so many rows, and the end behind the last; false when nothing is left to purge.
bool purge(bench& b, std::int64_t rows_max) {
  const auto due = b.read.jobs->due(b.clock.now(), 1);
  if (!due || due->items.empty()) return false;
  const auto& j = due->items.front();
  storage::submission what;
  what.epoch = b.writer->epoch();
  const auto log = domain::parse_json(j.payload)->value("log", std::int64_t{0});
  what.purge = storage::purge_order{j.id, {j.tenant, j.session_id}, log, rows_max};
  auto last = what;
  const auto o = b.commit(std::move(what));
  b.committed(o, "a slice");
  if (o.purge_left) return true;
  last.purge->step = storage::purge_order::phase::finish;
  b.committed(b.commit(std::move(last)), "the end of a purge");
  return true;
}

using days = std::vector<day_statistics>;
using names = std::vector<std::string>;

void sessions_and_messages(bench& b) {
  b.equal(of(b), statistics{}, "of an unknown tenant everything is 0");
  auto a = b.create("a");
  const auto day = today(b);
  statistics wanted{1, 0, 0, 0, 0, days{{day, 1, 0, 0}}, names{"assistant"}};
  b.equal(of(b), wanted, "a session");
  wanted.agents.clear();
  b.equal(of(b, "assistant"), wanted, "its agent's");
  b.equal(of(b, "user"), statistics{}, "somebody who is no agent has none");
  b.equal(of(b, "assistant", "u"), statistics{}, "nor has another tenant");

  b.clock.advance(std::chrono::seconds{2});
  say(b, a, {b.message("h\xC3\xA9llo"), from(b, "assistant", std::string{"a\0b", 3})});
  b.equal(of(b), statistics{1, 0, 0, 2, 2'000'000, days{{day, 1, 2, 8}}, names{"assistant"}},
          "characters are code points");
  b.equal(of(b, "assistant"), statistics{1, 0, 0, 2, 2'000'000, days{{day, 1, 1, 3}}, {}},
          "an agent's messages are those that it sent");

  auto silent = from(b, "assistant", "");
  silent.content.reset();
  silent.message_id = "known";
  say(b, a, {silent});
  say(b, a, {silent});
  b.equal(of(b, "assistant").days, days{{day, 1, 2, 3}}, "what is known is not counted again");
  auto stale = b.append(a, {b.message("x")});
  stale.expected_last_seq = 0;
  const auto before = of(b);
  b.commit({stale, b.creation("t", "a")});
  b.equal(of(b), before, "nor is what is rejected");
}

void one_commit_of_many(bench& b) {
  auto a = b.create("a");
  const auto day = today(b);
  auto first = b.creation("t", "b");
  first.create->participants.push_back(agent("w", "writer"));
  first.create->participants.push_back(agent("w2", "writer"));
  first.parts.push_back({{from(b, "w", "one"), from(b, "w2", "two")}, {}, {}});
  auto closed = b.creation("t", "c");
  closed.create->status = domain::session_status::closed;
  b.commit({first, closed, b.append(a, {b.message("three")}), b.creation("u", "b")});
  b.equal(of(b), statistics{2, 1, 0, 3, 0, days{{day, 3, 3, 11}}, names{"assistant", "writer"}},
          "the tenant");
  b.equal(of(b, "writer"), statistics{1, 0, 0, 2, 0, days{{day, 1, 2, 6}}, {}},
          "a session counts once for a role that two have");
  b.equal(of(b, "assistant"), statistics{2, 1, 0, 3, 0, days{{day, 3, 0, 0}}, {}},
          "and once for each other role");
}

void days_are_those_of_reception(bench& b) {
  auto a = b.create("a");
  const auto day = today(b);
  b.clock.advance(one_day);
  say(b, a, {from(b, "assistant", "a"), b.message("bc")});
  b.clock.advance(one_day);
  b.create("b");
  say(b, a, {b.message("d")});
  const days all{{day, 1, 0, 0}, {day + 1, 0, 2, 3}, {day + 2, 1, 1, 1}};
  b.equal(of(b).days, all, "each day that something was");
  b.equal(of(b, "assistant").days, days{{day, 1, 0, 0}, {day + 1, 0, 1, 1}, {day + 2, 1, 0, 0}},
          "of an agent too");
  auto part = read(b, {"t", {}, day + 1, {}});
  b.equal(part.days, days{all.begin() + 1, all.end()}, "from a day on");
  b.equal(part.length, std::int64_t{3}, "the days limit nothing else");
  part = read(b, {"t", {}, {}, day + 1});
  b.equal(part.days, days{all.begin(), all.end() - 1}, "up to a day, inclusive");
  b.expect(read(b, {"t", {}, day + 2, day + 1}).days.empty(), "no day");

  auto old = b.create("old", "u");
  std::vector<domain::message> entries;
  for (const std::int64_t us : {std::int64_t{-24} * hour_us - 1, std::int64_t{-1}, std::int64_t{0}}) {
    entries.push_back(b.message("x"));
    entries.back().received_at = base::from_micros(us);
  }
  say(b, old, entries);
  b.equal(of(b, {}, "u").days, days{{-2, 0, 1, 1}, {-1, 0, 1, 1}, {0, 0, 1, 1}, {day + 2, 1, 0, 0}},
          "days before 1970");
}

void status_and_duration(bench& b) {
  auto a = b.create("a");
  b.create("b");
  const auto statuses = [&](std::int64_t active, std::int64_t closed, std::int64_t archived,
                            const std::string& what) {
    for (const auto& found : {of(b), of(b, "assistant")})
      b.expect(found.active == active && found.closed == closed && found.archived == archived, what);
  };
  using enum domain::session_status;
  change(b, a, [](auto& record) { record.status = closed; });
  statuses(1, 1, 0, "one is closed");
  b.clock.advance(std::chrono::seconds{7});
  change(b, a, [&](auto& record) { record.status = active, record.touched_at = b.clock.now(); });
  statuses(2, 0, 0, "it is reopened");
  b.equal(of(b, "assistant").duration_us, std::int64_t{7'000'000}, "which is activity");
  change(b, a, [](auto& record) { record.status = archived; });
  statuses(1, 0, 1, "it is archived");
  b.clock.advance(-std::chrono::seconds{5});
  say(b, a, {b.message("x")});
  b.equal(of(b).duration_us, std::int64_t{7'000'000}, "an earlier message moves nothing");
  b.clock.advance(std::chrono::seconds{6});
  say(b, a, {b.message("y")});
  b.equal(of(b).duration_us, std::int64_t{8'000'000}, "a later one does");
}

void agents_come_and_go(bench& b) {
  auto a = b.create("a");
  const auto day = today(b);
  b.clock.advance(std::chrono::seconds{3});
  say(b, a, {b.message("x"), from(b, "w", "early")});
  change(b, a, [](auto& record) { record.participants.push_back(agent("w", "writer")); });
  b.equal(of(b, "writer"), statistics{1, 0, 0, 2, 3'000'000, days{{day, 1, 0, 0}}, {}},
          "who joins has the session, not its messages");
  say(b, a, {from(b, "w", "one")});
  change(b, a, [&](auto& record) { record.participants.back().left_at = b.clock.now(); });
  b.equal(of(b, "writer"), statistics{1, 0, 0, 3, 3'000'000, days{{day, 1, 1, 3}}, {}},
          "who leaves keeps it");
  change(b, a, [](auto& record) { record.participants.back() = agent("w", "editor"); });
  b.equal(of(b, "writer"), statistics{0, 0, 0, 0, 0, days{{day, 0, 1, 3}}, {}},
          "another role takes the session and leaves the messages");
  b.equal(of(b, "editor"), statistics{1, 0, 0, 3, 3'000'000, days{{day, 1, 0, 0}}, {}},
          "so the new one has no messages");
  b.equal(of(b).agents, names{"assistant", "editor"}, "roles of sessions are listed");
  b.equal(of(b).days, days{{day, 1, 3, 9}}, "the tenant's are as they were");

  auto both = b.append(a, {from(b, "v", "four")});
  a.record.participants.push_back(agent("v", "viewer"));
  ++a.record.revision;
  both.update = a.record;
  b.committed(b.commit(both), "a change with a message");
  b.equal(of(b, "viewer").days, days{{day, 1, 1, 4}}, "a message after its change");
}

void forks_share_messages(bench& b) {
  auto a = b.create("a");
  b.fill(a, 4);
  say(b, a, {from(b, "assistant", "five5")});
  const auto before = of(b).days.at(0);
  b.clock.advance(std::chrono::seconds{1});
  auto making = forking(b, "f", "a", 5);
  making.create->participants.push_back(agent("w", "writer"));
  making.parts.push_back({{from(b, "w", "six")}, {}, {}});
  b.committed(b.commit(making), "a fork with a message");
  forked(b, "g", a, 2);
  const auto found = of(b);
  b.equal(found.active, std::int64_t{3}, "all are sessions");
  b.equal(found.length, std::int64_t{5 + 6 + 2}, "each has the messages that it shares");
  b.equal(found.days.at(0).messages, before.messages + 1, "which count once");
  b.equal(found.days.at(0).characters, before.characters + 3, "as their characters do");
  b.equal(of(b, "writer"), statistics{1, 0, 0, 6, 0, days{{today(b), 1, 1, 3}}, {}},
          "an agent has what it sent of a history");
}

void what_is_erased_counts_until_it_is_purged(bench& b) {
  auto a = b.create("a");
  const auto day = today(b);
  b.clock.advance(one_day);
  say(b, a, {b.message("one"), from(b, "assistant", "two"), b.message("three")});
  auto f = forked(b, "f", a, 2);
  erase(b, a);
  b.equal(of(b), statistics{1, 0, 0, 2, 0, days{{day + 1, 1, 3, 11}}, names{"assistant"}},
          "its session is not counted, its messages are");
  while (purge(b, 1)) continue;
  b.equal(of(b).days, days{{day + 1, 1, 2, 6}}, "what a fork shares stays");
  erase(b, f);
  b.equal(of(b), statistics{0, 0, 0, 0, 0, days{{day + 1, 0, 2, 6}}, {}}, "no session is left");
  b.expect(purge(b, 1), "a slice");
  while (purge(b, 1)) continue;
  b.equal(of(b), statistics{}, "nothing is left of the tenant");
  b.equal(of(b, "assistant"), statistics{}, "nor of the agent");

  auto next = b.creation("t", "n");
  next.parts.push_back({{b.message("x")}, {}, {}});
  b.committed(b.commit(next), "a session later");
  b.equal(of(b), statistics{1, 0, 0, 1, 0, days{{day + 1, 1, 1, 1}}, names{"assistant"}},
          "it counts as the first did");
}

}  // namespace

std::vector<test_case> statistics_cases() {
  return {{"statistics count sessions and messages", sessions_and_messages},
          {"statistics of one commit of many", one_commit_of_many},
          {"statistics by day", days_are_those_of_reception},
          {"statistics follow status and activity", status_and_duration},
          {"statistics follow agents that come and go", agents_come_and_go},
          {"statistics of forks", forks_share_messages},
          {"statistics of what is erased", what_is_erased_counts_until_it_is_purged}};
}

}  // namespace parley::testing::conformance
