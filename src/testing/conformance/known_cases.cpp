#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;

void same_body_is_known(bench& b) {
  auto a = b.create("a");
  b.fill(a, 1);
  b.committed(b.commit(b.append(a, {b.message("x", "one"), b.message("y", "two")})), "an append");
  a.last_seq = 3;
  b.clock.advance(std::chrono::seconds{1});
  const auto o = b.commit(b.append(a, {b.message("y", "two"), b.message("x", "one")}));
  b.committed(o, "a repetition");
  const auto& entries = o.parts.at(0).entries;
  b.expect(entries.size() == 2 && entries[0].known && entries[0].seq == 3 && entries[1].known &&
               entries[1].seq == 2,
           "known messages return their old seq");
  b.expect(
      entries.at(0).sender_id == "user" && entries.at(0).timestamp == b.all(a.log).at(2).timestamp,
      "with sender and time of the stored row");
  b.equal(o.head.last_seq, std::int64_t{3}, "nothing was written");
  b.equal(b.last_seq(a), std::int64_t{3}, "nothing was written");
}

void other_body_refuses_the_part(bench& b) {
  auto a = b.create("a");
  b.committed(b.commit(b.append(a, {b.message("x", "one")})), "an append");
  a.last_seq = 1;
  auto s = b.append(a, {b.message("new"), b.message("other", "one")});
  s.parts.push_back({{b.message("neighbour")}, {}, {}});
  const auto o = b.commit(s);
  b.committed(o, "the submission");
  b.refused(o.parts.at(0).refused, errc::conflict, "a known id with another body");
  b.equal(o.parts.at(0).refused.value_or(base::status{}).field,
          std::string{"messages[1].message_id"}, "the error names the entry");
  b.expect(!o.parts.at(1).refused && o.parts.at(1).entries.at(0).seq == 2,
           "the neighbour is taken");
  b.equal(b.last_seq(a), std::int64_t{2}, "the refused part wrote nothing");
  const auto single =
      b.commit(b.append({a.ref, a.key, a.log, 2, a.record}, {b.message("other", "one")}));
  b.equal(single.parts.at(0).refused.value_or(base::status{}).field, std::string{"message_id"},
          "of a single message without an index");
}

void known_and_new_mix(bench& b) {
  auto a = b.create("a");
  b.committed(b.commit(b.append(a, {b.message("x", "one")})), "an append");
  a.last_seq = 1;
  const auto o =
      b.commit(b.append(a, {b.message("n1"), b.message("x", "one"), b.message("n2", "two")}));
  const auto& e = o.parts.at(0).entries;
  b.expect(e.size() == 3 && e[0].seq == 2 && !e[0].known && e[1].seq == 1 && e[1].known &&
               e[2].seq == 3 && !e[2].known,
           "new messages take the next seqs, the known one keeps its own");
}

void generated_id_is_known(bench& b) {
  auto a = b.create("a");
  b.fill(a, 3);
  const auto rows = b.all(a.log);
  auto same = b.message("message 2", rows.at(1).message_id);
  auto o = b.commit(b.append(a, {same}));
  b.expect(!o.parts.at(0).refused && o.parts.at(0).entries.at(0).known &&
               o.parts.at(0).entries.at(0).seq == 2,
           "a generated id is recognised when it comes back");
  o = b.commit(b.append(a, {b.message("other", rows.at(1).message_id)}));
  b.refused(o.parts.at(0).refused, errc::conflict, "a generated id with another body");
  o = b.commit(b.append(a, {b.message("z", "m2-0000000000")}));
  b.expect(!o.parts.at(0).refused && !o.parts.at(0).entries.at(0).known,
           "an id of that form with another suffix is new");
  a.last_seq = 4;
  o = b.commit(b.append(a, {b.message("z", "m2-0000000000")}));
  b.expect(o.parts.at(0).entries.at(0).known && o.parts.at(0).entries.at(0).seq == 4,
           "and known afterwards");
  const auto found = b.read.log->find_id(a.log, "m2-0000000000");
  b.expect(found && *found && (*found)->seq == 4, "and found");
}

void twins_in_one_part(bench& b) {
  auto a = b.create("a");
  auto o = b.commit(b.append(a, {b.message("x", "one"), b.message("x", "one"), b.message("y")}));
  const auto& e = o.parts.at(0).entries;
  b.expect(
      e.size() == 3 && e[0].seq == 1 && !e[0].known && e[1].seq == 1 && e[1].known && e[2].seq == 2,
      "the second of two equal ones is known");
  a.last_seq = 2;
  o = b.commit(b.append(a, {b.message("x", "two"), b.message("y", "two")}));
  b.refused(o.parts.at(0).refused, errc::conflict, "one id with two bodies in one part");
  b.equal(b.last_seq(a), std::int64_t{2}, "nothing of it is written");
}

void parts_see_earlier_parts(bench& b) {
  auto a = b.create("a");
  auto s = b.append(a, {b.message("x", "one")});
  s.parts.push_back({{b.message("x", "one")}, 77, {}});
  s.parts.push_back({{b.message("other", "one")}, {}, {}});
  const auto o = b.commit(s);
  b.expect(!o.parts.at(1).refused && o.parts.at(1).entries.at(0).known &&
               o.parts.at(1).entries.at(0).seq == 1,
           "the second caller of one id gets the same answer, and no precondition is asked");
  b.refused(o.parts.at(2).refused, errc::conflict, "the third, with another body");
}

void ids_belong_to_their_session(bench& b) {
  auto a = b.create("a");
  auto other = b.create("b");
  b.committed(b.commit(b.append(a, {b.message("x", "one")})), "an append");
  const auto o = b.commit(b.append(other, {b.message("y", "one")}));
  b.expect(!o.parts.at(0).refused && !o.parts.at(0).entries.at(0).known,
           "the same id in another session is another message");
}

void precondition_and_known(bench& b) {
  auto a = b.create("a");
  b.committed(b.commit(b.append(a, {b.message("x", "one")})), "an append");
  a.last_seq = 1;
  auto s = b.append(a, {b.message("x", "one")});
  s.parts[0].if_last_seq = 0;
  b.expect(!b.commit(s).parts.at(0).refused, "a repetition passes its old precondition");
  s = b.append(a, {b.message("x", "one"), b.message("new")});
  s.parts[0].if_last_seq = 0;
  b.refused(b.commit(s).parts.at(0).refused, errc::precondition_failed,
            "a part with something new");
}

}  // namespace

std::vector<test_case> known_cases() {
  return {
      {"the same body is known", same_body_is_known},
      {"another body refuses the part", other_body_refuses_the_part},
      {"known and new messages mix", known_and_new_mix},
      {"a generated id is known", generated_id_is_known},
      {"twins in one part", twins_in_one_part},
      {"parts see earlier parts", parts_see_earlier_parts},
      {"ids belong to their session", ids_belong_to_their_session},
      {"a precondition is not asked of what is known", precondition_and_known},
  };
}

}  // namespace parley::testing::conformance
