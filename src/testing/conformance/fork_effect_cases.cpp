#include "testing/conformance/fork_bench.hpp"

namespace parley::testing::conformance {
namespace {

/// Appends messages that complete so many turns and note so many rounds.
void talk(bench& b, owned& s, int messages, std::int64_t completed, std::int64_t rounds) {
  std::vector<domain::message> entries;
  for (int n = 0; n < messages; ++n) entries.push_back(b.message("talk"));
  auto submission = b.append(s, std::move(entries));
  submission.parts.at(0).turns_completed = completed;
  submission.parts.at(0).rounds = rounds;
  const auto o = b.commit(std::move(submission));
  b.committed(o, "an append");
  s.last_seq = o.head.last_seq;
}

void counts_at(bench& b, const std::string& id, const owned& origin, std::int64_t seq,
               std::int64_t turns, std::int64_t rounds) {
  const auto o = b.commit(forking(b, id, origin.ref.id, seq));
  b.committed(o, "a fork");
  const auto found = b.load({"t", id});
  const auto what = "counts of " + origin.ref.id + " at " + std::to_string(seq);
  b.expect(o.turn_count == turns && o.round == rounds, what);
  b.expect(found && found->record.turn_count == turns && found->record.round == rounds,
           what + ", stored");
}

void counts_are_those_of_the_seq(bench& b) {
  auto a = b.create("a");
  talk(b, a, 2, 1, 0);   // at 2: 1, 1
  talk(b, a, 1, 0, 0);   // at 3: the same
  talk(b, a, 2, 1, 3);   // at 5: 2, 5
  talk(b, a, 0, 0, 1);   // at 5: 2, 6
  b.fill(a, 1);          // at 6: the same
  const std::int64_t wanted[][2] = {{0, 0}, {0, 0}, {1, 1}, {1, 1}, {1, 1}, {2, 6}, {2, 6}};
  for (std::int64_t seq = 0; seq <= 6; ++seq)
    counts_at(b, "f" + std::to_string(seq), a, seq, wanted[seq][0], wanted[seq][1]);

  // A fork's own turns go on from there, and those before its first row are at the seq before it.
  auto f = forked(b, "g", a, 3);
  talk(b, f, 0, 0, 4);  // at 3: 1, 5
  talk(b, f, 2, 1, 0);  // at 5: 2, 6
  counts_at(b, "g2", f, 2, 1, 1);
  counts_at(b, "g3", f, 3, 1, 5);
  counts_at(b, "g4", f, 4, 1, 5);
  counts_at(b, "g5", f, 5, 2, 6);
  auto empty = forked(b, "h", f, 3);
  counts_at(b, "h3", empty, 3, 1, 5);
  b.fill(empty, 1);
  counts_at(b, "h3again", empty, 3, 1, 5);
  counts_at(b, "h4", empty, 4, 1, 5);
}

void counts_of_an_imported_session(bench& b) {
  auto s = b.creation("t", "a");
  s.create->turn_count = 3;
  s.create->round = 4;
  const auto o = b.commit(s);
  b.committed(o, "a creation with counts");
  owned a{{"t", "a"}, o.key, o.log, 0, *s.create};
  b.fill(a, 2);
  counts_at(b, "f", a, 2, 3, 4);
}

void turns_stay_with_their_session(bench& b) {
  auto a = b.create("a");
  auto s = b.append(a, {b.message("question", "t1:q")});
  domain::turn t;
  t.turn_id = "t1";
  t.ordinal = 1;
  t.state = domain::turn_state::running;
  t.question = s.parts.at(0).entries.at(0);
  t.question.id_suffix.clear();
  t.answer_id = "t1:a";
  s.parts.at(0).turns = {t};
  b.committed(b.commit(s), "a turn");
  a.last_seq = 1;
  const auto f = forked(b, "f", a, 1);
  const auto found = b.load(f.ref);
  b.expect(found && found->open_turns.empty() && found->next_turn == 1,
           "a fork begins without turns");
}

void keys_and_their_effects(bench& b) {
  auto a = b.create("a");
  talk(b, a, 2, 1, 0);
  auto make = forking(b, "f", "a", 2);
  make.once = b.once("k", "body");
  const auto o = b.commit(make);
  b.committed(o, "a fork under a key");
  const auto effect = b.read.log->find_effect("t", "k", "POST /x");
  b.expect(effect && *effect &&
               (*effect)->record.find("\"turn_count\":1") != std::string::npos &&
               (*effect)->record.find("\"last_seq\":2") != std::string::npos,
           "the record is kept as it was made");

  owned f{{"t", "f"}, o.key, o.log, 2, *make.create};
  auto append = b.append(f, {b.message("own", "own"), b.message("talk again", "own2")});
  append.parts.at(0).once = b.once("k2", "body");
  b.committed(b.commit(append), "an append under a key");
  f.last_seq = 4;
  auto again = append;
  again.expected_last_seq = 4;
  const auto replay = b.commit(again);
  b.committed(replay, "the same again");
  b.expect(replay.parts.at(0).replay &&
               replay.parts.at(0).replay->seqs == std::vector<std::int64_t>{3, 4},
           "is answered from the first time");
}

void histories_are_compared(bench& b) {
  auto a = b.create("a");
  b.fill(a, 5);
  auto f = forked(b, "f", a, 3);
  const auto common = [&](const owned& left, const owned& right) {
    const auto found = b.read.log->common(left.log, right.log);
    const auto other = b.read.log->common(right.log, left.log);
    b.expect(found && other && *found == *other, "left and right are alike");
    return found.value_or(-1);
  };
  b.equal(common(a, f), std::int64_t{3}, "a fork without rows ends where it was made");
  b.equal(common(a, a), std::int64_t{5}, "a history and itself");
  b.committed(b.commit(b.append(f, {b.message("message 4"), b.message("another")})), "an append");
  b.equal(common(a, f), std::int64_t{4}, "equal bodies count, wherever they lie");
  auto g = forked(b, "g", f, 2);
  b.equal(common(a, g), std::int64_t{2}, "through a fork of a fork");
  b.equal(common(f, g), std::int64_t{2}, "and to its origin");
  auto stranger = b.create("s");
  b.equal(common(a, stranger), std::int64_t{0}, "nothing in common");
  b.fill(stranger, 2);
  b.equal(common(a, stranger), std::int64_t{2}, "equal bodies in histories that share nothing");
  // Who loaded it before it was erased may still ask.
  auto erasing = b.append(f, {});
  erasing.parts.clear();
  erasing.expected_last_seq = 5;
  erasing.erase = storage::erase_order{"r1", ""};
  b.committed(b.commit(erasing), "a fork is erased");
  b.equal(common(a, f), std::int64_t{0}, "an erased fork shares nothing any more");
}

}  // namespace

std::vector<test_case> fork_effect_cases() {
  return {{"a fork's counts are those of its seq", counts_are_those_of_the_seq},
          {"counts of an imported session", counts_of_an_imported_session},
          {"turns stay with their session", turns_stay_with_their_session},
          {"keys and forks", keys_and_their_effects},
          {"histories are compared", histories_are_compared}};
}

}  // namespace parley::testing::conformance
