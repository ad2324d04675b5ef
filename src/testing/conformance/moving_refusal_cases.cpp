#include <utility>

#include "testing/conformance/fork_bench.hpp"
#include "testing/conformance/moving_bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;
using storage::job_kind;
using storage::move_order;
using storage::moving_log;
using storage::moving_state;

/// Refused with that code and field, and nothing is written.
void refused_as(bench& b, storage::submission what, errc code, const std::string& field,
                const std::string& why) {
  const auto before = moving(b);
  if (what.move && what.move->step == move_order::phase::depart) {
    auto asked = what;
    asked.move->step = move_order::phase::check;
    const auto o = b.commit(std::move(asked));
    b.rejected(o, code, why + ", when it is asked before,");
    b.equal(o.error.field, field, why + " names its field then, too");
  }
  const auto o = b.commit(std::move(what));
  b.rejected(o, code, why);
  b.expect(o.error.field == field,
           why + " names the field '" + field + "'; came: '" + o.error.field + "'");
  b.equal(moving(b), before, why + " changes nothing");
}

void erase(bench& b, const owned& s) {
  auto what = b.append(s, {});
  what.parts.clear();
  what.erase = storage::erase_order{"receipt", ""};
  b.committed(b.commit(std::move(what)), "a session is erased");
}

/// A session with two messages, as another store has it.
cargo from_elsewhere(bench& b, const std::string& id) {
  auto s = b.create(id);
  b.fill(s, 2);
  auto c = departed(b, s);
  purge_all(b);
  return c;
}

void who_stages_is_refused(bench& b) {
  auto here = b.create("here");
  b.fill(here, 1);
  const auto stage = [&](const cargo& c, const owned& s) { return step(b, stage_of(c, 0, 9), s); };
  refused_as(b, stage(pack(b, here), {}), errc::session_exists, "session_id", "one that is here");
  const auto c = from_elsewhere(b, "a");
  auto s = staged(b, c);
  refused_as(b, stage(c, {}), errc::conflict, "", "one that is on its way");
  auto other = s;
  ++other.log;
  refused_as(b, stage(c, other), errc::conflict, "", "another log");
  other = s;
  ++other.key;
  refused_as(b, stage(c, other), errc::conflict, "", "another key");
  auto stranger = c;
  stranger.ref.id = "b";
  refused_as(b, stage(stranger, s), errc::conflict, "", "another session");
  b.committed(forget(b, c.ref), "it is forgotten");
  refused_as(b, stage(c, s), errc::conflict, "", "one that was forgotten");
  erase(b, here);
  auto gone = c;
  gone.ref.id = "here";
  refused_as(b, stage(gone, {}), errc::erased, "session_id", "one that was erased");
  auto stale = stage(c, {});
  ++stale.epoch;
  refused_as(b, std::move(stale), errc::unavailable, "epoch", "another owner");
  b.committed(b.commit(stage(c, {})), "one that is nowhere");
}

void who_arrives_is_refused(bench& b) {
  const auto c = from_elsewhere(b, "a");
  refused_as(b, step(b, arrival_of(c), {{}, 77, 77, 0, {}}), errc::conflict, "",
             "one without rows");
  const auto s = staged(b, c);
  auto other = s;
  ++other.key;
  refused_as(b, step(b, arrival_of(c), other), errc::conflict, "", "another key");
  other = s;
  ++other.log;
  refused_as(b, step(b, arrival_of(c), other), errc::conflict, "", "another log");
  auto more = step(b, arrival_of(c), s);
  ++more.expected_last_seq;
  refused_as(b, std::move(more), errc::conflict, "", "one with more rows than are here");
  auto misplaced = step(b, arrival_of(c), s);
  misplaced.create->session_id = "b";
  b.rejected(b.commit(std::move(misplaced)), errc::internal, "the record of another one");
  b.expect(!b.load(c.ref), "nothing arrived");

  auto below = step(b, arrival_of(c), s);
  below.create->parent_session_id = "p";
  below.move->below_parent = true;
  refused_as(b, below, errc::conflict, "parent_session_id", "one whose parent is not here");
  b.create("p", "u");
  refused_as(b, below, errc::conflict, "parent_session_id", "nor of another tenant");
  const auto p = b.create("p");
  b.committed(b.commit(below), "one whose parent is here");
  refused_as(b, below, errc::session_exists, "session_id", "one that is here");
  auto closing = b.append(p, {});
  closing.parts.clear();
  closing.erase = storage::erase_order{"r", ""};
  closing.guard = storage::subtree_guard::none_left;
  const auto o = b.commit(std::move(closing));
  b.rejected(o, errc::conflict, "the parent of one that arrived is not erased");
  b.equal(o.error.field, std::string{"children"}, "it has a child");
}

void who_arrives_may_be_alone(bench& b) {
  auto c = from_elsewhere(b, "a");
  c.record.parent_session_id = "p";
  b.committed(b.commit(step(b, arrival_of(c), staged(b, c))), "one whose parent is elsewhere");
  auto d = from_elsewhere(b, "b");
  const auto s = staged(b, d);
  const auto made = b.create("b");
  refused_as(b, step(b, arrival_of(d), s), errc::session_exists, "session_id",
             "one that was created meanwhile");
  erase(b, made);
  refused_as(b, step(b, arrival_of(d), s), errc::erased, "session_id",
             "one that was erased meanwhile");
}

storage::submission departing(bench& b, const owned& s) {
  return step(b, departure_of(pack(b, s)), s);
}

void who_departs_is_what_was_read(bench& b) {
  auto s = b.create("a");
  b.fill(s, 2);
  auto head = departing(b, s);
  b.fill(s, 1);
  refused_as(b, head, errc::conflict, "", "one with another head");
  auto record = departing(b, s);
  b.committed(b.commit(b.change(s, "p")), "a change");
  s.record = b.load(s.ref)->record;
  refused_as(b, record, errc::conflict, "", "one with another record");
  auto text = departing(b, s);
  auto blanking = b.append(s, {});
  blanking.parts.clear();
  blanking.blank = storage::blank_order{"r", "a/2", "", {2}, {}};
  b.committed(b.commit(std::move(blanking)), "a message is erased");
  for (const auto& j : b.due()) b.work_off(j);
  refused_as(b, text, errc::conflict, "", "one with an erased message");
  auto key = departing(b, s);
  ++key.key;
  refused_as(b, std::move(key), errc::conflict, "", "another key");
  auto log = departing(b, s);
  ++log.log;
  refused_as(b, std::move(log), errc::conflict, "", "another log");
  refused_as(b, step(b, step_of(s.ref, move_order::phase::mark), {{}, s.key, s.log + 1, 0, {}}),
             errc::conflict, "", "a mark on another log");
  auto at_rest = departing(b, s);
  auto asked = at_rest;
  asked.move->step = move_order::phase::check;
  const auto seen = look(b, s);
  b.committed(b.commit(std::move(asked)), "asking whether one may depart");
  same(b, look(b, s), seen, "when it was only asked");
  b.committed(b.commit(at_rest), "one as it was read");
  refused_as(b, at_rest, errc::conflict, "", "one that has departed");
}

void a_question_that_was_erased_keeps_it(bench& b) {
  auto s = b.create("a");
  auto asking = b.append(s, {});
  domain::turn t;
  t.ordinal = 1;
  t.turn_id = "t1";
  t.answer_id = "t1:a";
  t.state = domain::turn_state::cancelled;
  t.question = b.message("question", "t1:q");
  t.question.id_suffix.clear();
  asking.parts[0].turns = {t};
  b.committed(b.commit(std::move(asking)), "a question that was cancelled");
  const auto before = departing(b, s);
  b.expect(before.move->erasures == 0, "nothing was erased");
  auto blanking = b.append(s, {});
  blanking.parts.clear();
  blanking.blank = storage::blank_order{"r", "a/turns/t1", "user/user", {}, {"t1"}};
  b.committed(b.commit(std::move(blanking)), "it is erased");
  for (const auto& j : b.due()) b.work_off(j);
  refused_as(b, before, errc::conflict, "", "one whose rows elsewhere still have it");
  b.committed(b.commit(departing(b, s)), "one that was read again");
}

void add(bench& b, storage::job what) {
  storage::submission s;
  s.epoch = b.writer->epoch();
  what.payload = "{}";
  what.not_before = b.clock.now() + std::chrono::hours{1};
  s.jobs.emplace().add = {std::move(what)};
  b.committed(b.commit(std::move(s)), "a job");
}

void remove_jobs(bench& b) {
  storage::submission s;
  s.epoch = b.writer->epoch();
  auto& changes = s.jobs.emplace();
  const auto waiting = b.read.jobs->due(base::timestamp::max(), 100);
  b.expect(waiting.has_value(), "jobs that wait are read");
  if (!waiting) return;
  for (const auto& j : waiting->items) changes.remove.push_back(j.id);
  b.committed(b.commit(std::move(s)), "jobs are removed");
}

storage::job job_of(job_kind kind, const std::string& id, const std::string& tenant = "t") {
  storage::job j;
  j.kind = kind;
  j.tenant = tenant;
  j.session_id = id;
  return j;
}

void who_has_work_stays(bench& b) {
  auto s = b.create("a");
  b.fill(s, 2);
  const auto what = departing(b, s);
  for (const auto kind : {job_kind::deliver, job_kind::cascade, job_kind::blank}) {
    add(b, job_of(kind, "a"));
    refused_as(b, what, errc::conflict, "jobs", "one with work of it");
    remove_jobs(b);
  }
  auto dead = job_of(job_kind::cascade, "a");
  dead.state = storage::job_state::dead;
  add(b, dead);
  refused_as(b, what, errc::conflict, "tree", "one whose cascade was given up");
  storage::submission remove;
  remove.epoch = b.writer->epoch();
  const auto letters = b.read.jobs->dead({"t", {}, 10});
  b.expect(letters && letters->size() == 1, "it is a dead letter");
  if (letters && !letters->empty()) remove.jobs.emplace().remove = {letters->front().id};
  b.committed(b.commit(std::move(remove)), "it is removed");
  add(b, job_of(job_kind::person, "user/x"));
  refused_as(b, what, errc::conflict, "person", "one of a tenant of whom somebody is being erased");
  remove_jobs(b);
  // None of these is its own.
  add(b, job_of(job_kind::person, "user/x", "u"));
  add(b, job_of(job_kind::deliver, "b"));
  add(b, job_of(job_kind::deliver, "a", "u"));
  add(b, job_of(job_kind::poison, "a"));
  dead = job_of(job_kind::deliver, "a");
  dead.state = storage::job_state::dead;
  add(b, dead);
  b.committed(b.commit(what), "one whose work is done");
}

void who_shares_rows_stays(bench& b) {
  auto origin = b.create("origin");
  b.fill(origin, 3);
  auto fork = forked(b, "fork", origin, 2);
  b.fill(fork, 1);
  refused_as(b, departing(b, origin), errc::conflict, "forks", "the origin of a fork");
  auto of_fork = step(b, departure_of({fork.ref, fork.record, 3, 0, {}, {}, {}, {}, {}}), fork);
  refused_as(b, of_fork, errc::conflict, "forks", "a fork");
  const auto zero = forked(b, "zero", origin, 0);
  b.committed(b.commit(departing(b, zero)), "a fork that shares nothing");
  erase(b, fork);
  b.committed(b.commit(departing(b, origin)), "the origin of a fork that was erased");
}

void who_is_in_a_turn_stays(bench& b) {
  auto s = b.create("a");
  for (const auto state : {domain::turn_state::queued, domain::turn_state::running}) {
    auto asking = b.append(s, {});
    domain::turn t;
    t.ordinal = 1;
    t.turn_id = "t1";
    t.question.message_id = "t1:q";
    t.answer_id = "t1:a";
    t.state = state;
    asking.parts[0].turns = {t};
    b.committed(b.commit(std::move(asking)), "a turn");
    refused_as(b, departing(b, s), errc::conflict, "turns", "one with an open turn");
  }
  auto returned = departing(b, s);
  returned.move->returned = true;
  b.committed(b.commit(std::move(returned)), "one that another store has");
}

void who_has_descendants_stays(bench& b) {
  const auto root = b.create("root");
  const auto below = [&](const std::string& id, const std::string& parent) {
    auto s = b.creation("t", id);
    s.create->parent_session_id = parent;
    const auto record = *s.create;
    const auto o = b.commit(std::move(s));
    b.committed(o, "a child");
    return owned{{"t", id}, o.key, o.log, 0, record};
  };
  const auto child = below("child", "root");
  const auto grandchild = below("grandchild", "child");
  refused_as(b, departing(b, root), errc::conflict, "tree", "one with a child");
  refused_as(b, departing(b, child), errc::conflict, "tree", "one in the middle");
  add(b, job_of(job_kind::cascade, "root"));
  refused_as(b, departing(b, grandchild), errc::conflict, "tree", "one whose tree is leaving");
  remove_jobs(b);
  const auto c = departed(b, grandchild);
  b.committed(b.commit(departing(b, child)), "one whose child has departed");
  auto back = step(b, arrival_of(c), staged(b, c));
  back.move->below_parent = true;
  refused_as(b, back, errc::conflict, "parent_session_id", "a child before its parent");
  b.committed(b.commit(departing(b, root)), "the root, last");
}

void marks_come_and_go(bench& b) {
  auto s = b.create("a");
  b.fill(s, 1);
  const auto mark = [&] { return step(b, step_of(s.ref, move_order::phase::mark), s); };
  const std::vector<moving_log> marked{{s.ref, s.key, s.log, moving_state::marked}};
  b.committed(b.commit(mark()), "a mark");
  b.committed(b.commit(mark()), "a mark again");
  b.equal(moving(b), marked, "it is listed");
  b.fill(s, 1);
  b.equal(b.last_seq(s), std::int64_t{2}, "the session goes on");
  b.committed(forget(b, s.ref), "forgetting what was staged");
  b.equal(moving(b), marked, "leaves the mark");
  b.committed(unmark(b, s.ref), "the mark is taken away");
  b.expect(moving(b).empty() && b.load(s.ref), "the session stays");
  b.expect(b.due().empty(), "nothing is removed");

  b.committed(b.commit(mark()), "a mark");
  const auto c = departed(b, s);
  b.equal(moving(b), std::vector<moving_log>{{s.ref, s.key, s.log, moving_state::departed}},
          "what departs has no mark");
  purge_all(b);
  const auto t = staged(b, c);
  auto arrival = step(b, arrival_of(c), t);
  arrival.move->marked = true;
  b.committed(b.commit(std::move(arrival)), "one that arrives with a mark");
  b.equal(moving(b), std::vector<moving_log>{{t.ref, t.key, t.log, moving_state::marked}},
          "it is marked");
  erase(b, t);
  b.expect(moving(b).empty(), "a mark goes with its session");
}

}  // namespace

std::vector<test_case> moving_refusal_cases() {
  return {{"who stages is refused", who_stages_is_refused},
          {"who arrives is refused", who_arrives_is_refused},
          {"who arrives may be alone", who_arrives_may_be_alone},
          {"who departs is what was read", who_departs_is_what_was_read},
          {"a question that was erased keeps its session", a_question_that_was_erased_keeps_it},
          {"who has work stays", who_has_work_stays},
          {"who shares rows stays", who_shares_rows_stays},
          {"who is in a turn stays", who_is_in_a_turn_stays},
          {"who has descendants stays", who_has_descendants_stays},
          {"marks come and go", marks_come_and_go}};
}

}  // namespace parley::testing::conformance
