#include "parley/domain/message_id.hpp"
#include "parley/testing/samples.hpp"
#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;

void append_is_dense(bench& b) {
  auto a = b.create("a");
  std::int64_t wanted = 0;
  for (const int n : {1, 3, 1, 10}) {
    std::vector<domain::message> entries;
    for (int i = 0; i < n; ++i) entries.push_back(b.message("x"));
    const auto o = b.commit(b.append(a, std::move(entries)));
    b.committed(o, "an append");
    b.expect(o.parts.size() == 1 && o.parts[0].entries.size() == static_cast<std::size_t>(n),
             "each entry has its outcome");
    for (const auto& e : o.parts.at(0).entries) {
      b.equal(e.seq, ++wanted, "seq counts 1, 2, 3");
      b.equal(domain::seq_of_message_id(e.message_id), std::optional{e.seq},
              "a generated id carries its seq");
      b.expect(!e.known, "a new entry is not known");
    }
    a.last_seq = o.head.last_seq;
    b.equal(a.last_seq, wanted, "the outcome has the head");
  }
  const auto rows = b.all(a.log);
  b.equal(rows.size(), static_cast<std::size_t>(wanted), "every message is there");
  for (std::size_t i = 0; i < rows.size(); ++i)
    b.equal(rows[i].seq, static_cast<std::int64_t>(i) + 1, "the rows are dense");
}

void every_field_comes_back(bench& b) {
  auto a = b.create("a");
  auto plain = b.message("");
  auto null = b.message("x");
  null.content.reset();
  null.sender_id.reset();
  auto empty_sender = b.message("y", "with-id");
  empty_sender.name = "";
  const std::vector sent{full_message("client/less", b.clock, b.entropy), plain, null, empty_sender,
                         full_message("", b.clock, b.entropy)};
  const auto o = b.commit(b.append(a, sent));
  b.committed(o, "an append");
  const auto rows = b.all(a.log);
  b.equal(rows.size(), sent.size(), "every message is there");
  for (std::size_t i = 0; i < rows.size() && i < sent.size(); ++i) {
    auto wanted = sent[i];
    wanted.seq = static_cast<std::int64_t>(i) + 1;
    wanted.id_suffix.clear();
    if (wanted.message_id.empty())
      wanted.message_id = domain::make_message_id(wanted.seq, sent[i].id_suffix);
    b.equal(rows[i], wanted, "message " + std::to_string(wanted.seq) + " comes back as it was");
    const auto by_seq = b.read.log->find_seq(a.log, wanted.seq);
    b.expect(by_seq && *by_seq == wanted, "it is found by seq");
    const auto by_id = b.read.log->find_id(a.log, wanted.message_id);
    b.expect(by_id && *by_id == wanted, "it is found by id");
  }
}

void missing_messages_are_no_error(bench& b) {
  auto a = b.create("a");
  b.fill(a, 2);
  auto other = b.create("b");
  b.fill(other, 5);
  const auto foreign = b.all(other.log).at(4).message_id;
  for (const std::int64_t seq : {-1, 0, 3, 1000000}) {
    const auto found = b.read.log->find_seq(a.log, seq);
    b.expect(found && !*found, "seq " + std::to_string(seq) + " is not there");
  }
  for (const auto& id :
       {std::string{"none"}, std::string{}, foreign, domain::make_message_id(1, "0000000000")}) {
    const auto found = b.read.log->find_id(a.log, id);
    b.expect(found && !*found, "the id '" + id + "' is not there");
  }
}

void another_head_is_rejected(bench& b) {
  auto a = b.create("a");
  b.fill(a, 3);
  for (const std::int64_t expected : {0, 2, 4}) {
    auto s = b.append(a, {b.message("x")});
    s.expected_last_seq = expected;
    b.rejected(b.commit(s), errc::conflict, "a head of " + std::to_string(expected));
  }
  b.equal(b.last_seq(a), std::int64_t{3}, "nothing was written");
}

void head_follows_the_newest_row(bench& b) {
  auto a = b.create("a");
  b.fill(a, 1);
  b.clock.advance(std::chrono::seconds{5});
  const auto o = b.commit(b.append(a, {b.message("x")}));
  const domain::head wanted{2, b.clock.now()};
  b.equal(o.head, wanted, "the outcome has the head");
  const auto found = b.load(a.ref);
  b.expect(found && found->head == wanted, "so has the session");
}

void precondition_refuses_a_part(bench& b) {
  auto a = b.create("a");
  b.fill(a, 2);
  auto s = b.append(a, {b.message("first")});
  s.parts[0].if_last_seq = 1;
  s.parts.push_back({{b.message("second")}, 2, {}});
  s.parts.push_back({{b.message("third")}, 2, {}});
  s.parts.push_back({{b.message("fourth")}, 3, {}});
  const auto o = b.commit(s);
  b.committed(o, "the submission");
  b.refused(o.parts.at(0).refused, errc::precondition_failed, "the first part");
  b.expect(o.parts.at(0).entries.empty(), "a refused part has no entries");
  b.expect(!o.parts.at(1).refused && o.parts.at(1).entries.at(0).seq == 3, "the second is taken");
  b.refused(o.parts.at(2).refused, errc::precondition_failed, "the third sees the second");
  b.expect(!o.parts.at(3).refused && o.parts.at(3).entries.at(0).seq == 4, "the fourth is taken");
  b.equal(b.last_seq(a), std::int64_t{4}, "two messages came in");
}

void an_empty_submission_is_fine(bench& b) {
  auto a = b.create("a");
  const auto o = b.commit(b.append(a, {}));
  b.committed(o, "a part without entries");
  auto none = b.append(a, {});
  none.parts.clear();
  b.committed(b.commit(none), "a submission without parts");
  b.expect(b.writer->commit({}).empty(), "an empty batch has no outcomes");
}

}  // namespace

std::vector<test_case> append_cases() {
  return {
      {"append is dense", append_is_dense},
      {"every field comes back", every_field_comes_back},
      {"missing messages are no error", missing_messages_are_no_error},
      {"another head is rejected", another_head_is_rejected},
      {"the head follows the newest row", head_follows_the_newest_row},
      {"a precondition refuses a part", precondition_refuses_a_part},
      {"an empty submission is fine", an_empty_submission_is_fine},
  };
}

}  // namespace parley::testing::conformance
