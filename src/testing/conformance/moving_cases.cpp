#include <algorithm>
#include <utility>

#include "parley/storage/rows_owner.hpp"
#include "testing/conformance/fork_bench.hpp"
#include "testing/conformance/moving_bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;
using storage::job_kind;
using storage::moving_log;
using storage::moving_state;

void what_arrives_is_what_departed(bench& b) {
  auto s = rich_session(b, "a");
  const auto before = look(b, s);
  b.expect((!b.read.search || before.hits.size() == 3) && before.all.tallies.size() == 2 &&
               before.all.summaries.size() == 3 && before.all.summaries.at(1).stale &&
               before.all.turns.size() == 2 && before.asked.size() == 1 &&
               before.all.days.size() > 2,
           "there is something of everything");
  const auto c = departed(b, s, 60000);
  nothing_is_seen(b, s.ref, "when it has departed");
  s = arrived(b, c);
  same(b, look(b, s), before, "when it is back");
  b.clock.advance(std::chrono::minutes{2});
  purge_all(b);
  same(b, look(b, s), before, "when what departed is purged");
}

void it_moves_twice(bench& b) {
  auto first = rich_session(b, "a");
  const auto before = look(b, first);
  const auto second = arrived(b, departed(b, first, 60000));
  auto third = arrived(b, departed(b, second, 60000));
  same(b, look(b, third), before, "after two moves");
  const std::vector<moving_log> both{{first.ref, first.key, first.log, moving_state::departed},
                                     {second.ref, second.key, second.log, moving_state::departed}};
  b.equal(moving(b), both, "the logs of both moves wait");
  b.fill(third, 2);
  b.clock.advance(std::chrono::minutes{2});
  purge_all(b);
  b.expect(b.due().empty(), "nothing is left to do");
  b.expect(moving(b).empty(), "no log has to do with a move");
  b.expect(b.all(first.log).empty() && b.all(second.log).empty(), "their rows are gone");
  b.equal(b.all(third.log).size(), std::size_t{8}, "those that arrived are not");
}

void staged_rows_are_of_nobody(bench& b) {
  const auto s = rich_session(b, "a");
  const auto c = departed(b, s);
  purge_all(b);
  auto open = c;
  open.turns.push_back(c.turns.front());
  open.turns.back().ordinal = 3;
  open.turns.back().turn_id = "t3";
  open.turns.back().state = domain::turn_state::running;
  const auto t = staged(b, open);
  nothing_is_seen(b, s.ref, "when it is staged");
  b.equal(moving(b), std::vector<moving_log>{{t.ref, t.key, t.log, moving_state::staged}},
          "it is listed");
  const auto rows = b.read.log->rows_to_move(t.log, 0, 100, 1 << 20);
  b.expect(rows && *rows == c.messages, "its rows can be read back");
  const auto turns = b.read.log->turns(t.key, 0, 100);
  const auto tallies = b.read.log->tallies(t.log, -1, 100);
  const auto summaries = b.read.log->summaries(t.log, 0, 100);
  b.expect(turns && *turns == open.turns, "and its turns");
  b.expect(tallies && *tallies == c.tallies, "its counts of turns, too");
  b.expect(summaries && *summaries == c.summaries, "and its summaries");

  b.committed(unmark(b, s.ref), "it has no mark");
  b.equal(moving(b), std::vector<moving_log>{{t.ref, t.key, t.log, moving_state::staged}},
          "to be taken away");
  b.committed(forget(b, s.ref), "it is forgotten");
  b.equal(moving(b), std::vector<moving_log>{{t.ref, t.key, t.log, moving_state::departed}},
          "it is on its way out");
  const auto other = b.create("other");
  const auto due = b.due();
  b.expect(due.size() == 1 && due[0].kind == job_kind::purge && due[0].session_id == "a",
           "its rows are removed by a job");
  for (const auto& j : due) b.equal(b.work_off(j, 2), 3, "slice by slice");
  b.expect(b.all(t.log).empty() && moving(b).empty(), "nothing is left");
  b.expect(b.read.log->tallies(t.log, -1, 100).value().empty() &&
               b.read.log->summaries(t.log, 0, 100).value().empty() &&
               b.read.log->turns(t.key, 0, 100).value().empty(),
           "of anything");
  b.equal(look(b, other).counts, storage::tenant_counts{1, 0}, "which nobody counts");
  b.committed(forget(b, s.ref), "forgetting nothing");
  b.expect(b.due().empty(), "does nothing");
  b.equal(pack(b, arrived(b, c)), c, "it can come again");
}

void what_departed_is_removed_later(bench& b) {
  auto s = rich_session(b, "a");
  auto stays = b.create("stays");
  b.fill(stays, 2);
  auto keyed = b.append(s, {b.message("kept")});
  keyed.parts[0].once = b.once("key", "body");
  b.committed(b.commit(std::move(keyed)), "an append with a key");
  ++s.last_seq;
  storage::submission letters;
  letters.epoch = b.writer->epoch();
  storage::job dead;
  dead.kind = job_kind::deliver;
  dead.tenant = "t";
  dead.session_id = "a";
  dead.payload = "{}";
  dead.state = storage::job_state::dead;
  letters.jobs.emplace().add = {dead};
  b.committed(b.commit(std::move(letters)), "a dead letter");

  departed(b, s, 5000);
  const auto before = look(b, stays);
  b.expect(b.due().empty(), "no job is due at once");
  b.equal(b.all(s.log).size(), std::size_t{7}, "who reads its rows comes to an end");
  b.clock.advance(std::chrono::milliseconds{4999});
  b.expect(b.due().empty(), "nor a little later");
  b.clock.advance(std::chrono::milliseconds{1});
  const auto due = b.due();
  b.expect(due.size() == 1 && due[0].kind == job_kind::purge && due[0].tenant == "t" &&
               due[0].session_id == "a",
           "then it is");
  for (const auto& j : due) b.work_off(j, 2);
  b.expect(b.all(s.log).empty(), "the rows are gone");
  const auto after = look(b, stays);
  b.equal(after.counts, before.counts, "no count changes");
  b.equal(after.statistics, before.statistics, "nor statistics");
  b.equal(after.counts, storage::tenant_counts{1, 2}, "which are those of who stays");
  b.expect(b.read.log->find_effect("t", "key", "POST /x").value().has_value(), "keys stay");
  b.equal(b.read.jobs->dead({"t", {}, 10})->size(), std::size_t{1}, "dead letters stay");
  b.expect(b.read.log->find_blanked(s.ref, 5).value().has_value(), "receipts stay");
}

void its_ids_are_known(bench& b) {
  const auto s = moved(b, rich_session(b, "a"));
  const auto rows = b.all(s.log);
  b.expect(rows.size() == 6, "all messages are here");
  if (rows.size() != 6) return;
  const auto known = [&](const domain::message& m) {
    const auto found = b.read.log->find_id(s.log, m.message_id);
    b.expect(found && *found == m, "a message is found by " + m.message_id);
    if (m.status == domain::message_status::erased) return;
    auto again = m;
    const auto o = b.commit(b.append(s, {again}));
    b.expect(o.parts.size() == 1 && o.parts[0].entries.size() == 1 && o.parts[0].entries[0].known &&
                 o.parts[0].entries[0].seq == m.seq &&
                 o.parts[0].entries[0].sender_id == m.sender_id,
             "and known by it");
    again.content = "other words";
    again.body_digest = domain::body_digest(again);
    b.refused(b.commit(b.append(s, {again})).parts.at(0).refused, errc::conflict, "another body");
  };
  for (const auto& m : rows) known(m);
  b.refused(b.commit(b.append(s, {b.message("what is erased apple", "gone")})).parts.at(0).refused,
            errc::erased, "one that is erased");
  b.equal(b.last_seq(s), std::int64_t{6}, "nothing was written");
}

void a_fork_of_it_is_as_before(bench& b) {
  const auto s = moved(b, rich_session(b, "a"));
  const auto counts = [&](std::int64_t at_seq) {
    const auto f = forked(b, "f" + std::to_string(at_seq), s, at_seq);
    const auto there = b.load(f.ref);
    return there ? std::pair{there->record.turn_count, there->record.round} : std::pair{-1l, -1l};
  };
  b.expect(counts(3) == std::pair{0l, 0l}, "before its first turn a fork has none");
  b.expect(counts(4) == std::pair{1l, 1l} && counts(5) == std::pair{1l, 1l}, "behind it, one");
  b.expect(counts(6) == std::pair{1l, 3l}, "and at its head the rounds");
  auto f = forked(b, "f", s, 4);
  b.fill(f, 1);
  b.equal(slice(b.all(f.log), 1, 4), slice(b.all(s.log), 1, 4), "it shares what arrived");
  const auto state = b.read.log->summary_state_of(f.log);
  b.expect(state && state->latest && state->latest->summary_id == "s1" && state->erasures == 1,
           "summaries, too");
}

void an_empty_session_moves(bench& b) {
  auto s = moved(b, b.create("a"));
  b.equal(b.all(s.log).size(), std::size_t{0}, "it has no messages");
  b.fill(s, 2);
  b.equal(b.last_seq(s), std::int64_t{2}, "it takes some");
  s = moved(b, s);
  b.equal(b.all(s.log).size(), std::size_t{2}, "which move, too");
}

void several_move_in_one_commit(bench& b) {
  auto x = b.create("x");
  b.fill(x, 2);
  auto y = b.create("y", "u");
  b.fill(y, 1);
  const auto of_x = departed(b, x);
  const auto of_y = departed(b, y);
  const auto both =
      b.commit(std::vector{step(b, stage_of(of_x, 0, 9), {}), step(b, stage_of(of_y, 0, 9), {})});
  b.committed(both[0], "the rows of one");
  b.committed(both[1], "and those of another");
  x = {of_x.ref, both[0].key, both[0].log, 2, of_x.record};
  y = {of_y.ref, both[1].key, both[1].log, 1, of_y.record};
  const auto there =
      b.commit(std::vector{step(b, arrival_of(of_x), x), step(b, arrival_of(of_y), y),
                           b.append(x, {b.message("at once")})});
  b.committed(there[0], "one arrives");
  b.committed(there[1], "and another");
  b.committed(there[2], "and is written to in the same commit");
  b.equal(b.last_seq(x), std::int64_t{3}, "it has all of it");
  b.equal(b.last_seq(y), std::int64_t{1}, "the other its own");
  b.equal(look(b, y).counts, storage::tenant_counts{1, 1}, "each tenant counts its own");
  const auto last = b.commit(
      std::vector{step(b, departure_of(pack(b, y)), y), b.append(y, {b.message("too late")})});
  b.committed(last[0], "one departs");
  b.rejected(last[1], base::errc::conflict, "what comes behind it in the same commit");
  b.equal(b.all(y.log).size(), std::size_t{1}, "nothing is written into what has departed");
}

void one_that_came_back_is_erased(bench& b) {
  auto s = rich_session(b, "a");
  s = arrived(b, departed(b, s, 60000));
  auto erasing = b.append(s, {});
  erasing.parts.clear();
  erasing.erase = storage::erase_order{"receipt", ""};
  const auto o = b.commit(std::move(erasing));
  b.committed(o, "it is erased");
  b.expect(o.erased && o.erased->messages == 6, "with all of its messages");
  // Jobs of one session keep their order.
  b.expect(b.due().empty(), "its rows wait for those that departed before");
  b.expect(!b.read.log->find_erasure(s.ref).value()->purged_at, "it is not purged meanwhile");
  b.clock.advance(std::chrono::minutes{2});
  purge_all(b);
  b.expect(b.all(s.log).empty(), "its rows are gone");
  b.equal(b.read.log->find_erasure(s.ref).value()->purged_at, std::optional{b.clock.now()},
          "when they are gone, it is");
  b.expect(moving(b).empty() && b.due().empty(), "nothing is left");
  b.equal(look(b, b.create("other")).counts, storage::tenant_counts{1, 0}, "nor counted");
}

void pages_of_what_moves_are_bounded(bench& b) {
  auto s = b.create("a");
  b.committed(b.commit(b.append(s, {b.message(std::string(3000, 'x')), b.message("y"),
                                    b.message(std::string(3000, 'z'))})),
              "an append");
  const auto seqs = [&](std::int64_t after, std::int64_t items_max, std::int64_t bytes_max) {
    std::vector<std::int64_t> found;
    const auto rows = b.read.log->rows_to_move(s.log, after, items_max, bytes_max);
    if (rows)
      for (const auto& m : *rows) found.push_back(m.row.seq);
    return found;
  };
  using list = std::vector<std::int64_t>;
  b.equal(seqs(0, 10, 1 << 20), list{1, 2, 3}, "all of it");
  b.equal(seqs(1, 1, 1 << 20), list{2}, "so many rows");
  b.equal(seqs(0, 10, 1), list{1}, "at least one");
  b.equal(seqs(0, 10, 5000), list{1, 2}, "so many bytes");
  b.equal(seqs(3, 10, 1 << 20), list{}, "none behind the last");
  b.committed(b.commit(step(b, step_of(s.ref, storage::move_order::phase::mark), s)), "a mark");
  b.expect(b.read.log->moving(s.log, 10)->empty() && b.read.log->moving(s.log - 1, 1)->size() == 1,
           "marks are listed by log");
}

void what_departed_goes_before_its_receipts(bench& b) {
  auto s = b.create("a");
  b.fill(s, 3);
  s = arrived(b, departed(b, s, 60000));
  const auto fork = forked(b, "fork", s, 3);
  const auto erase = [&](const owned& of, std::int64_t seq) {
    auto what = b.append(of, {});
    what.parts.clear();
    what.blank = storage::blank_order{"r", of.ref.id + "/" + std::to_string(seq), "", {seq}};
    b.committed(b.commit(what), "a message of " + of.ref.id);
  };
  const auto is_purged = [&](const owned& of, std::int64_t seq) {
    const auto found = b.read.log->find_blanked(of.ref, seq);
    b.expect(found && *found, "a receipt is read");
    return found && *found && (*found)->purged_at.has_value();
  };
  erase(s, 2);
  erase(fork, 1);
  for (const auto& j : b.due()) {
    b.equal(storage::owner_of_rows(j), s.ref, "a job says whose rows they are");
    b.work_off(j);
  }
  b.expect(!is_purged(s, 2) && !is_purged(fork, 1), "what departed says the same");
  b.expect(b.due().empty(), "and may be read for a while");
  b.clock.advance(std::chrono::minutes{1});
  for (int rounds = 0; rounds < 3; ++rounds) {
    for (const auto& j : b.due()) {
      b.expect(moving(b).empty() || !(is_purged(s, 2) || is_purged(fork, 1)), "it goes first");
      b.work_off(j);
    }
    b.clock.advance(std::chrono::minutes{1});
  }
  b.expect(is_purged(s, 2) && is_purged(fork, 1), "then the receipts say so");
  b.expect(moving(b).empty() && b.due().empty(), "nothing is left to do");
}

}  // namespace

std::vector<test_case> moving_cases() {
  return {{"what arrives is what departed", what_arrives_is_what_departed},
          {"a session moves twice", it_moves_twice},
          {"staged rows are of nobody", staged_rows_are_of_nobody},
          {"what departed is removed later", what_departed_is_removed_later},
          {"ids of what arrived are known", its_ids_are_known},
          {"a fork of what arrived is as before", a_fork_of_it_is_as_before},
          {"an empty session moves", an_empty_session_moves},
          {"several move in one commit", several_move_in_one_commit},
          {"one that came back is erased", one_that_came_back_is_erased},
          {"what departed goes before its receipts", what_departed_goes_before_its_receipts},
          {"pages of what moves are bounded", pages_of_what_moves_are_bounded}};
}

}  // namespace parley::testing::conformance
