#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {
namespace {

domain::turn turn(bench& b, std::int64_t ordinal, domain::turn_state state) {
  const auto id = "t" + std::to_string(ordinal);
  domain::turn t;
  t.turn_id = id;
  t.ordinal = ordinal;
  t.state = state;
  t.question = b.message("question " + id, id + ":q");
  t.question.id_suffix.clear();
  t.answer_id = id + ":a";
  t.lease_until = t.touched_at = b.clock.now();
  return t;
}

/// What is kept of one that ended.
domain::turn ended(domain::turn t, domain::turn_state state) {
  domain::message question;
  question.message_id = t.question.message_id;
  t.state = state;
  t.question = question;
  t.draft = {};
  t.lease_until = {};
  return t;
}

storage::submission rows(bench& b, const owned& s, std::vector<domain::turn> turns) {
  auto submission = b.append(s, {});
  submission.parts.at(0).turns = std::move(turns);
  return submission;
}

void rows_come_back(bench& b) {
  auto a = b.create("a");
  auto running = turn(b, 1, domain::turn_state::running);
  running.draft = {"some text\xC3\xA9", {4, 11}};
  const auto waiting = turn(b, 2, domain::turn_state::queued);
  b.committed(b.commit(rows(b, a, {running, waiting})), "two rows");
  const auto found = b.load(a.ref);
  b.expect(found && found->open_turns == std::vector{running, waiting}, "open turns are loaded");
  b.equal(found ? found->next_turn : 0, std::int64_t{3}, "the next ordinal");

  const auto over = ended(running, domain::turn_state::complete);
  b.committed(b.commit(rows(b, a, {over})), "a row over the old one");
  const auto later = b.load(a.ref);
  b.expect(later && later->open_turns == std::vector{waiting}, "an ended turn is not open");
  b.equal(later ? later->next_turn : 0, std::int64_t{3}, "ordinals are not used twice");
  const auto all = b.read.log->turns(a.key, 0, 10);
  b.expect(all && *all == std::vector{over, waiting}, "all turns by ordinal");
  const auto page = b.read.log->turns(a.key, 1, 1);
  b.expect(page && *page == std::vector{waiting}, "a page of turns");
}

void turns_are_found(bench& b) {
  auto a = b.create("a");
  auto other = b.create("b");
  const auto t = turn(b, 1, domain::turn_state::queued);
  b.committed(b.commit(rows(b, a, {t})), "a row");
  const auto by_id = b.read.log->find_turn(a.key, "t1");
  b.expect(by_id && *by_id == t, "by id");
  const auto by_question = b.read.log->find_turn_of(a.key, "t1:q");
  b.expect(by_question && *by_question == t, "by question");
  const auto none = b.read.log->find_turn(a.key, "t2");
  b.expect(none && !*none, "no such turn");
  const auto foreign = b.read.log->find_turn(other.key, "t1");
  b.expect(foreign && !*foreign, "not in another session");
}

void they_go_with_their_entries(bench& b) {
  auto a = b.create("a");
  auto t = turn(b, 1, domain::turn_state::running);
  auto s = b.append(a, {t.question});
  s.parts.at(0).turns = {t};
  s.parts.at(0).turns_completed = 1;
  s.parts.at(0).rounds = 2;
  const auto o = b.commit(s);
  b.committed(o, "a question with its turn");
  b.expect(o.turn_count == 1 && o.round == 3, "completed turns count as rounds too");
  a.last_seq = 1;

  auto again = b.append(a, {t.question});
  again.parts.at(0).turns = {turn(b, 2, domain::turn_state::running)};
  again.parts.at(0).turns_completed = 1;
  const auto known = b.commit(again);
  b.committed(known, "a known question");
  b.expect(known.turn_count == 1 && known.round == 3, "what is known counts once");

  auto refused = t.question;
  refused.content = "other";
  refused.body_digest = domain::body_digest(refused);
  auto conflict = b.append(a, {refused});
  conflict.parts.at(0).turns = {turn(b, 3, domain::turn_state::running)};
  b.refused(b.commit(conflict).parts.at(0).refused, base::errc::conflict, "another body");
  const auto found = b.load(a.ref);
  b.expect(found && found->open_turns == std::vector{t}, "only the turn of the new entry is there");
}

void holders_are_found(bench& b) {
  std::vector<storage::turn_holder> expected;
  for (const auto* name : {"a", "b", "c", "d"}) {
    auto s = b.create(name);
    auto change = b.append(s, {});
    change.parts.at(0).entries.clear();
    const auto state = *name == 'b' ? domain::turn_state::complete : domain::turn_state::running;
    change.parts.at(0).turns = {turn(b, 1, state), turn(b, 2, *name == 'c' ? domain::turn_state::queued : domain::turn_state::failed)};
    b.committed(b.commit(change), "a session with turns");
    if (*name != 'b') expected.push_back({s.key, s.ref});
  }
  b.expect(b.read.log->turn_holders(0, 10) == expected, "those with open turns, each once");
  b.expect(b.read.log->turn_holders(0, 2) == std::vector{expected[0], expected[1]}, "so many");
  b.expect(b.read.log->turn_holders(expected[1].key, 2) == std::vector{expected[2]}, "after one");
}

void counts_survive_a_change(bench& b) {
  auto a = b.create("a");
  auto s = b.append(a, {b.message("x")});
  s.parts.at(0).turns_completed = 2;
  b.committed(b.commit(s), "two turns");
  a.last_seq = 1;
  auto changed = b.change(a, "prompt");
  changed.parts.push_back(b.append(a, {b.message("y")}).parts.at(0));
  changed.parts.at(0).rounds = 5;
  const auto o = b.commit(changed);
  b.committed(o, "a change with a part");
  b.expect(o.turn_count == 2 && o.round == 7, "counts go on from where they were");
  b.equal(o.head.last_seq, std::int64_t{2}, "the part is written with the change");
  const auto found = b.load(a.ref);
  b.expect(found && found->record.turn_count == 2 && found->record.round == 7 &&
               found->record.system_prompt == "prompt",
           "the record shows them");
  storage::session_query query;
  query.tenant = a.ref.tenant;
  const auto listed = b.read.catalog->list(query);
  b.expect(listed && listed->items.size() == 1 && listed->items[0].record.turn_count == 2 &&
               listed->items[0].record.round == 7,
           "so does the list");
}

}  // namespace

std::vector<test_case> turn_cases() {
  return {{"turn rows come back", rows_come_back},
          {"turns are found", turns_are_found},
          {"sessions with open turns are found", holders_are_found},
          {"turns go with their entries", they_go_with_their_entries},
          {"turn counts survive a change", counts_survive_a_change}};
}

}  // namespace parley::testing::conformance
