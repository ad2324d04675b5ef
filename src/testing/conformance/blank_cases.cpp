#include <algorithm>

#include "testing/conformance/fork_bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;
using domain::message_status;
using storage::job_kind;
using storage::purge_order;

storage::submission blanking(bench& b, const owned& s, std::vector<std::int64_t> seqs,
                             const std::string& part_of = "") {
  auto what = b.append(s, {});
  what.parts.clear();
  what.blank = storage::blank_order{"receipt of " + s.ref.id,
                                    s.ref.id + "/" + std::to_string(seqs.front()), part_of, seqs};
  return what;
}

storage::outcome blank(bench& b, const owned& s, std::vector<std::int64_t> seqs,
                       const std::string& part_of = "") {
  auto o = b.commit(blanking(b, s, std::move(seqs), part_of));
  b.committed(o, "the erasing of messages");
  b.expect(o.erased.has_value(), "it gives a receipt");
  return o;
}

std::optional<domain::erasure> receipt(bench& b, const owned& s, std::int64_t seq) {
  const auto found = b.read.log->find_blanked(s.ref, seq);
  b.expect(found.has_value(), "a receipt is read");
  return found ? *found : std::nullopt;
}

bool is_blank(const domain::message& m) {
  return m.status == message_status::erased && !m.content && m.tool_calls.empty() &&
         m.metadata.empty() && m.item.empty() && m.body_digest == base::digest{};
}

void an_erased_message_is_blank(bench& b) {
  auto s = b.create("a");
  b.committed(b.commit(b.append(s, {b.message("one", "m1"), b.message("two", "m2")})), "an append");
  s.last_seq = 2;
  const auto o = blank(b, s, {1});
  b.expect(o.erased->kind == domain::erased_kind::message && o.erased->subject == "a/1" &&
               o.erased->messages == 1 && o.erased->forks == 0 && !o.erased->purged_at &&
               o.erased->invisible_at == b.clock.now(),
           "the receipt says what was erased");
  const auto rows = b.all(s.log);
  b.expect(rows.size() == 2 && is_blank(rows[0]) && rows[0].message_id == "m1" &&
               rows[0].seq == 1 && rows[0].role == "user",
           "it keeps its place, id and role and nothing else");
  b.expect(rows.size() == 2 && rows[1].content == "two", "its neighbour is as it was");
  const auto found = b.read.log->find_id(s.log, "m1");
  b.expect(found && *found && is_blank(**found), "also when it is looked up");
  b.refused(b.commit(b.append(s, {b.message("one", "m1")})).parts.at(0).refused, errc::erased,
            "its body again");
  const auto counts = b.read.catalog->counts("t");
  b.expect(counts && counts->messages == 2, "it is counted as before");
  const auto again = blank(b, s, {1});
  b.expect(again.erased->receipt_id == o.erased->receipt_id, "erasing it again gives its receipt");
  b.expect(receipt(b, s, 1) == o.erased && !receipt(b, s, 2), "which is kept");
}

void what_another_order_erased_keeps_nothing(bench& b) {
  auto s = b.create("a");
  b.fill(s, 3);
  const auto o = blank(b, s, {1});
  const auto more = blank(b, s, {1, 2, 3});
  b.expect(is_blank(b.all(s.log).at(1)) && is_blank(b.all(s.log).at(2)),
           "of several that one of is erased already the others go");
  b.expect(more.erased->subject == "a/2" && more.erased->messages == 2,
           "and have a receipt of their own");
  b.expect(receipt(b, s, 1) == o.erased && receipt(b, s, 2) == more.erased, "beside the first one");
}

void its_text_goes_later(bench& b) {
  auto s = b.create("a");
  b.fill(s, 3);
  blank(b, s, {1, 3});
  const auto due = b.read.jobs->due(b.clock.now(), 10);
  b.expect(due && due->items.size() == 1 && due->items[0].kind == job_kind::blank, "by a job");
  if (!due || due->items.empty()) return;
  b.clock.advance(std::chrono::seconds{5});
  b.work_off(due->items[0]);
  b.expect(receipt(b, s, 1)->purged_at == b.clock.now(), "the receipt says when");
  const auto left = b.read.jobs->due(b.clock.now(), 10);
  b.expect(left && left->items.empty(), "the job is gone");
  const auto rows = b.all(s.log);
  b.expect(rows.size() == 3 && is_blank(rows[0]) && !is_blank(rows[1]) && is_blank(rows[2]),
           "the rows stay");
}

void it_vanishes_from_every_fork(bench& b) {
  auto origin = b.create("origin");
  b.fill(origin, 4);
  auto f = forked(b, "fork", origin, 3);
  b.fill(f, 2);
  auto early = forked(b, "early", origin, 1);
  const auto o = blank(b, f, {2, 5});
  b.equal(o.erased->forks, std::int64_t{1}, "the receipt counts who shared it");
  b.expect(o.sharers.size() == 1 && o.sharers[0].id == "origin", "and names them to its caller");
  b.expect(is_blank(b.all(origin.log).at(1)), "it is blank in the origin");
  b.expect(is_blank(b.all(f.log).at(1)) && is_blank(b.all(f.log).at(4)), "and in the fork");
  b.expect(!is_blank(b.all(early.log).at(0)), "what was not named is not");
  b.equal(blank(b, origin, {1}).sharers.size(), std::size_t{2}, "two forks share the first");
}

void its_report_does_not_leave(bench& b) {
  auto s = b.create("a");
  auto what = b.append(s, {b.message("report", "m1")});
  const auto payload = [](const char* id) {
    return std::string{R"({"message":{"message_id":"a:)"} + id + R"("},"parent_session_id":"p"})";
  };
  what.parts[0].jobs = {{0, job_kind::deliver, "t", "a", payload("m1"), 0, {}, {}, {}, ""},
                        {0, job_kind::deliver, "t", "a", payload("m2"), 0, {}, {}, {}, ""}};
  b.committed(b.commit(what), "an append with reports");
  s.last_seq = 1;
  blank(b, s, {1});
  std::vector<std::string> waiting;
  for (const auto& j : b.due())
    if (j.kind == job_kind::deliver) waiting.push_back(j.payload);
  b.expect(waiting == std::vector{payload("m2")}, "a report that waited is gone, another is not");
}

storage::outcome order(bench& b, storage::receipt_order what) {
  storage::submission s;
  s.epoch = b.writer->epoch();
  s.receipt = std::move(what);
  auto o = b.commit(std::move(s));
  b.committed(o, "a receipt of a person");
  return o;
}

void a_person_is_erased(bench& b) {
  auto mine = b.create("mine");
  b.fill(mine, 2);
  auto other = b.create("other");
  b.fill(other, 3);
  auto sent = b.read.log->sent_by("t", "user", 0, 100);
  b.expect(sent && !sent->next && sent->items.size() == 2, "what was sent is found by session");
  sent = b.read.log->sent_by("t", "user", 0, 2);
  b.expect(sent && sent->next && sent->items.size() == 1 &&
               sent->items[0] == storage::sent_messages{{"t", "mine"}, {1, 2}},
           "slice by slice");
  sent = b.read.log->sent_by("t", "user", sent->next.value_or(0), 2);
  b.expect(sent && sent->next && sent->items.size() == 1 &&
               sent->items[0] == storage::sent_messages{{"t", "other"}, {1, 2}},
           "the next one goes on behind it");
  b.expect(b.read.log->sent_by("u", "user", 0, 100)->items.empty(), "not in another tenant");
  b.expect(b.read.log->sent_by("t", "nobody", 0, 100)->items.empty(), "nor by somebody else");

  b.expect(!*b.read.log->find_person("t", "user"), "there is no receipt");
  order(b, {"t", "user", "r1", false});
  order(b, {"t", "user", "r2", false});
  auto found = b.read.log->find_person("t", "user").value();
  b.expect(found && found->receipt.receipt_id == "r1" &&
               found->receipt.invisible_at == base::timestamp{} && !found->receipt.purged_at,
           "it is begun once");
  const auto due = b.due();
  b.expect(due.size() == 1 && due[0].kind == job_kind::person && due[0].session_id == "user/user",
           "by a job");
  auto erasing = b.append(mine, {});
  erasing.parts.clear();
  erasing.erase = storage::erase_order{"r", "user/user"};
  b.committed(b.commit(erasing), "a session that is owned");
  blank(b, other, {1, 3}, "user/user");
  auto later = b.create("later");
  b.fill(later, 1);
  sent = b.read.log->sent_by("t", "user", 0, 100);
  b.expect(sent && sent->items.size() == 2 && sent->items[0].seqs == std::vector<std::int64_t>{2},
           "what is erased is not found");
  b.clock.advance(std::chrono::seconds{1});
  order(b, {"t", "user", "", true});
  found = b.read.log->find_person("t", "user").value();
  b.expect(found && found->receipt.sessions == 1 && found->receipt.messages == 4 &&
               found->receipt.invisible_at == b.clock.now(),
           "the receipt counts all of it");
  sent = b.read.log->sent_by("t", "user", found->upto, 100);
  b.expect(sent && sent->items.size() == 1 && sent->items[0].session.id == "later",
           "what was sent since it was begun is behind it");
  b.expect(!found->receipt.purged_at, "not everything is purged at once");
  for (const auto& j : b.due())
    if (j.kind != job_kind::person) b.work_off(j);
  found = b.read.log->find_person("t", "user").value();
  b.expect(found->receipt.purged_at == b.clock.now(), "in the end it is");
}

void an_erasing_that_was_given_up_begins_again(bench& b) {
  const auto due = [&] {
    std::vector<storage::job> found;
    for (auto& j : b.due())
      if (j.kind == job_kind::person) found.push_back(j);
    return found;
  };
  order(b, {"t", "user", "r1", false});
  order(b, {"t", "other", "r2", false});
  auto first = due().front();
  first.state = storage::job_state::dead;
  first.attempts = 5;
  first.reason = "why";
  storage::submission given_up;
  given_up.epoch = b.writer->epoch();
  given_up.jobs.emplace().put.push_back(first);
  b.committed(b.commit(std::move(given_up)), "a dead letter");
  b.expect(due().size() == 1, "it waits no more");
  b.clock.advance(std::chrono::seconds{1});
  order(b, {"t", "user", "r3", false});
  auto again = due();
  b.expect(again.size() == 2 && again[1].id == first.id && again[1].attempts == 0 &&
               again[1].reason.empty() && again[1].not_before == b.clock.now(),
           "until somebody asks again");
  b.expect(b.read.jobs->dead({"t", {}, 10})->empty(), "it is no dead letter then");
  storage::submission removed;
  removed.epoch = b.writer->epoch();
  removed.jobs.emplace().remove = {again[0].id, again[1].id};
  b.committed(b.commit(std::move(removed)), "the jobs are removed");
  order(b, {"t", "user", "r4", false});
  again = due();
  b.expect(again.size() == 1 && again[0].session_id == "user/user", "one that is gone comes anew");
  const auto found = b.read.log->find_person("t", "user").value();
  b.expect(found && found->receipt.receipt_id == "r1", "under the same receipt");
}

void a_question_that_waits_is_erased(bench& b) {
  auto a = b.create("a");
  b.fill(a, 1);
  auto asking = b.append(a, {});
  const auto turn = [&](std::int64_t ordinal, domain::turn_state state) {
    domain::turn t;
    t.ordinal = ordinal;
    t.turn_id = "t" + std::to_string(ordinal);
    t.answer_id = t.turn_id + ":a";
    t.state = state;
    t.question = b.message("question", t.turn_id + ":q");
    t.question.id_suffix.clear();
    t.question.sender_id = ordinal == 3 ? "other" : "user";
    return t;
  };
  asking.parts[0].turns = {turn(1, domain::turn_state::cancelled), turn(2, domain::turn_state::queued),
                           turn(3, domain::turn_state::queued)};
  b.committed(b.commit(asking), "turns that wait");
  const std::vector both{storage::sent_messages{{"t", "a"}, {}, {"t1", "t2"}}};
  b.expect(b.read.log->asked_by("t", "user", 10) == both, "what somebody asked is found");
  b.expect(b.read.log->asked_by("t", "user", 1)->at(0).turns.size() == 1, "no more than wanted");
  b.expect(b.read.log->asked_by("u", "user", 10)->empty(), "not in another tenant");

  auto blanking = b.append(a, {});
  blanking.parts.clear();
  blanking.blank = storage::blank_order{"r", "a/turns/t1", "user/user", {}, {"t1", "t2", "none"}};
  const auto o = b.commit(blanking);
  b.committed(o, "questions are taken out");
  b.expect(o.erased && o.erased->messages == 0 && !o.erased->purged_at, "which is no message");
  b.expect(b.read.log->asked_by("t", "user", 10)->empty(), "they are not found any more");
  const auto first = b.read.log->find_turn(a.key, "t1");
  b.expect(first && *first && (*first)->state == domain::turn_state::cancelled &&
               !domain::has_question(**first) && (*first)->question.message_id == "t1:q",
           "one that was cancelled keeps its place");
  const auto second = b.read.log->find_turn(a.key, "t2");
  b.expect(second && *second && (*second)->state == domain::turn_state::cancelled &&
               (*second)->reason == "erased" && !domain::has_question(**second),
           "one that waited is cancelled");
  const auto third = b.read.log->find_turn(a.key, "t3");
  b.expect(third && *third && domain::has_question(**third), "that of somebody else stays");
  const auto due = b.due();
  b.expect(due.size() == 1 && due[0].kind == job_kind::blank, "the files are cleared by a job");
  for (const auto& j : due) b.work_off(j);
  b.expect(b.due().empty(), "which ends");
}

void a_shared_erased_row_outlives_its_session(bench& b) {
  auto origin = b.create("origin");
  b.fill(origin, 3);
  auto f = forked(b, "fork", origin, 3);
  blank(b, origin, {2});
  auto erasing = b.append(origin, {});
  erasing.parts.clear();
  erasing.erase = storage::erase_order{"r", ""};
  b.committed(b.commit(erasing), "the origin");
  for (auto due = b.due(); !due.empty(); due = b.due()) b.work_off(due.front());
  b.expect(receipt(b, origin, 2)->purged_at.has_value(), "its text goes all the same");
  b.expect(is_blank(b.all(f.log).at(1)) && b.all(f.log).size() == 3, "the fork is whole");
}

}  // namespace

std::vector<test_case> blank_cases() {
  return {{"an erased message is blank", an_erased_message_is_blank},
          {"what another order erased keeps nothing", what_another_order_erased_keeps_nothing},
          {"its text goes later", its_text_goes_later},
          {"it vanishes from every fork", it_vanishes_from_every_fork},
          {"its report does not leave", its_report_does_not_leave},
          {"a person is erased", a_person_is_erased},
          {"an erasing that was given up begins again", an_erasing_that_was_given_up_begins_again},
          {"a question that waits is erased", a_question_that_waits_is_erased},
          {"a shared erased row outlives its session", a_shared_erased_row_outlives_its_session}};
}

}  // namespace parley::testing::conformance
