#include <algorithm>

#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;
using storage::job;
using storage::job_kind;
using storage::job_state;

job a_job(bench& b, const std::string& subject, job_kind kind = job_kind::deliver) {
  job j;
  j.kind = kind;
  j.tenant = "t";
  j.session_id = subject;
  j.payload = "{\"of\":\"" + subject + " \xC3\xA9\"}";
  j.not_before = j.created_at = b.clock.now();
  return j;
}

storage::submission only(bench& b, storage::job_changes changes) {
  storage::submission s;
  s.epoch = b.writer->epoch();
  s.jobs = std::move(changes);
  return s;
}

/// The id that the store gave it.
std::int64_t add(bench& b, job j) {
  const auto o = b.commit(only(b, {{std::move(j)}, {}, {}}));
  b.committed(o, "a new job");
  b.equal(o.jobs.size(), std::size_t{1}, "a new job has an id");
  return o.jobs.empty() ? 0 : o.jobs.front();
}

std::vector<std::int64_t> due(bench& b, std::int64_t items_max = 100) {
  const auto found = b.read.jobs->due(b.clock.now(), items_max);
  b.expect(found.has_value(), "due jobs are read");
  std::vector<std::int64_t> ids;
  if (found)
    for (const auto& j : found->items) ids.push_back(j.id);
  return ids;
}

using ids = std::vector<std::int64_t>;

void a_job_comes_back(bench& b) {
  auto j = a_job(b, "a", job_kind::purge);
  j.attempts = 3;
  j.reason = "a \"reason\"";
  j.id = add(b, j);
  const auto found = b.read.jobs->due(b.clock.now(), 10);
  b.expect(found && found->items == std::vector{j}, "it is due as it was added");
  const auto one = b.read.jobs->find("t", j.id);
  b.expect(one && *one == j, "it is found by id");
  const auto other = b.read.jobs->find("u", j.id);
  b.expect(other && !*other, "another tenant does not see it");
  const auto none = b.read.jobs->find("t", j.id + 1);
  b.expect(none && !*none, "an unknown id is no error");
}

void jobs_are_due_in_order(bench& b) {
  auto later = a_job(b, "a");
  later.not_before += std::chrono::seconds{2};
  const auto second = add(b, later);
  const auto first = add(b, a_job(b, "b"));
  auto tied = a_job(b, "c");
  tied.not_before += std::chrono::seconds{2};
  const auto third = add(b, tied);
  b.equal(due(b), ids{first}, "what is not due yet is left out");
  const auto found = b.read.jobs->due(b.clock.now(), 10);
  b.expect(found && found->next == later.not_before, "the next time is told");
  b.clock.advance(std::chrono::seconds{2});
  b.equal(due(b), ids{first, second, third}, "by time, then by id");
  b.equal(due(b, 2), ids{first, second}, "no more than asked for");
  const auto all = b.read.jobs->due(b.clock.now(), 10);
  b.expect(all && !all->next, "nothing waits for a time to come");
}

void a_subject_is_worked_off_in_order(bench& b) {
  auto slow = a_job(b, "a");
  slow.not_before += std::chrono::seconds{5};
  const auto first = add(b, slow);
  const auto second = add(b, a_job(b, "a"));
  const auto other_kind = add(b, a_job(b, "a", job_kind::purge));
  auto other = a_job(b, "a");
  other.tenant = "u";
  const auto other_tenant = add(b, other);
  b.equal(due(b), ids{other_kind, other_tenant}, "a job waits behind the first of its subject");
  const auto found = b.read.jobs->due(b.clock.now(), 10);
  b.expect(found && found->next == slow.not_before, "and so does its time");
  b.committed(b.commit(only(b, {{}, {}, {first}})), "a removal");
  b.equal(due(b), ids{second, other_kind, other_tenant}, "until that is gone");
}

void changes_of_jobs(bench& b) {
  const auto id = add(b, a_job(b, "a"));
  auto again = a_job(b, "other subject");
  again.id = id;
  again.attempts = 1;
  again.reason = "no";
  again.not_before += std::chrono::seconds{1};
  b.committed(b.commit(only(b, {{}, {again}, {}})), "a retry");
  const auto found = b.read.jobs->find("t", id);
  b.expect(found && *found, "the job is there");
  if (!found || !*found) return;
  b.expect((*found)->attempts == 1 && (*found)->reason == "no" &&
               (*found)->not_before == again.not_before,
           "attempts, reason and time are changed");
  b.expect((*found)->session_id == "a" && (*found)->payload == a_job(b, "a").payload,
           "nothing else is");
  b.equal(due(b), ids{}, "it is not due before its time");
  again.id = id + 100;
  b.committed(b.commit(only(b, {{}, {again}, {id, id + 100}})), "changes of jobs that are gone");
  b.equal(due(b), ids{}, "they make none");
  b.expect(add(b, a_job(b, "a")) > id, "an id is not used twice");
}

void dead_letters(bench& b) {
  ids all;
  for (int i = 0; i < 5; ++i) {
    auto j = a_job(b, "a", job_kind::poison);
    j.state = job_state::dead;
    all.push_back(add(b, j));
  }
  const auto alive = add(b, a_job(b, "a"));
  b.equal(due(b), ids{alive}, "a dead letter is not due");
  std::reverse(all.begin(), all.end());
  storage::dead_query query{"t", {}, 3};
  ids seen;
  for (int pages = 0; pages < 3; ++pages) {
    const auto page = b.read.jobs->dead(query);
    b.expect(page && page->size() <= 3, "a page of dead letters");
    if (!page || page->empty()) break;
    for (const auto& j : *page) seen.push_back(j.id);
    query.before = seen.back();
  }
  b.equal(seen, all, "pages give every dead letter once, the newest first");
  const auto others = b.read.jobs->dead({"u", {}, 3});
  b.expect(others && others->empty(), "another tenant does not see them");

  auto back = a_job(b, "a");
  back.id = all.front();
  b.committed(b.commit(only(b, {{}, {back}, {}})), "a letter that waits again");
  b.equal(due(b), ids{all.front(), alive}, "it is due");
}

void jobs_travel_with_an_append(bench& b) {
  auto s = b.create("a");
  auto what = b.append(s, {b.message("report", "m1")});
  what.parts[0].jobs = {a_job(b, "a")};
  b.committed(b.commit(what), "an append with a job");
  b.equal(due(b).size(), std::size_t{1}, "the job is there");
  what.expected_last_seq = 1;
  b.committed(b.commit(what), "the same again");
  b.equal(due(b).size(), std::size_t{1}, "what was known brings no job");
  what.parts[0].entries = {b.message("another", "m1")};
  b.refused(b.commit(what).parts.at(0).refused, errc::conflict, "another body");
  b.equal(due(b).size(), std::size_t{1}, "what is refused brings no job");
}

void jobs_travel_with_a_record(bench& b) {
  auto s = b.create("a");
  auto what = b.change(s, "prompt");
  const auto old = add(b, a_job(b, "a"));
  what.jobs = storage::job_changes{{a_job(b, "b"), a_job(b, "c")}, {}, {old}};
  auto stale = what;
  stale.expected_last_seq = 7;
  b.rejected(b.commit(stale), errc::conflict, "a stale head");
  b.equal(due(b), ids{old}, "what is rejected changes no job");
  const auto o = b.commit(what);
  b.committed(o, "a change with jobs");
  b.equal(due(b), ids(o.jobs), "they are those that it told");
  b.equal(o.jobs.size(), std::size_t{2}, "one id for each");
}

void a_session_is_loaded_with_its_cascade(bench& b) {
  auto s = b.create("a");
  b.create("b");
  b.expect(b.load(s.ref) && !b.load(s.ref)->cascade, "there is none at first");
  add(b, a_job(b, "a"));
  auto j = a_job(b, "a", job_kind::cascade);
  j.id = add(b, j);
  const auto found = b.load(s.ref);
  b.expect(found && found->cascade == j, "its cascade is loaded with it");
  b.expect(!b.load({"t", "b"})->cascade, "another session has none");
}

void a_stale_owner_changes_no_job(bench& b) {
  auto what = only(b, {{a_job(b, "a")}, {}, {}});
  what.epoch += 1;
  b.rejected(b.commit(what), errc::unavailable, "another epoch");
  b.equal(due(b), ids{}, "nothing is written");
}

}  // namespace

std::vector<test_case> job_cases() {
  return {{"a job comes back", a_job_comes_back},
          {"jobs are due in order", jobs_are_due_in_order},
          {"a subject is worked off in order", a_subject_is_worked_off_in_order},
          {"changes of jobs", changes_of_jobs},
          {"dead letters", dead_letters},
          {"jobs travel with an append", jobs_travel_with_an_append},
          {"jobs travel with a record", jobs_travel_with_a_record},
          {"a session is loaded with its cascade", a_session_is_loaded_with_its_cascade},
          {"a stale owner changes no job", a_stale_owner_changes_no_job}};
}

}  // namespace parley::testing::conformance
