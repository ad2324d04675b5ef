#include "parley/domain/records.hpp"
#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;

storage::submission keyed(bench& b, const owned& s, const std::string& text, const std::string& key,
                          const std::string& body) {
  auto submission = b.append(s, {b.message(text)});
  submission.parts[0].once = bench::once(key, body);
  return submission;
}

void a_key_works_once(bench& b) {
  auto a = b.create("a");
  const auto first = b.commit(keyed(b, a, "x", "k", "body"));
  b.committed(first, "the first use");
  b.expect(!first.parts.at(0).replay && first.parts.at(0).entries.size() == 1, "it is written");
  a.last_seq = 1;
  const auto again = b.commit(keyed(b, a, "x", "k", "body"));
  b.committed(again, "the second use");
  const auto& replay = again.parts.at(0).replay;
  b.expect(replay && replay->seqs == std::vector<std::int64_t>{1} && replay->log == a.log &&
               replay->session_id == "a" && !replay->all_known && replay->at == b.clock.now(),
           "the second use gives what the first did");
  b.equal(b.last_seq(a), std::int64_t{1}, "and writes nothing");
  const auto other = b.commit(keyed(b, a, "y", "k", "other body"));
  b.refused(other.parts.at(0).refused, errc::idempotency_mismatch, "another body");
}

void a_key_belongs_to_tenant_and_route(bench& b) {
  auto a = b.create("a");
  auto u = b.create("a", "u");
  b.committed(b.commit(keyed(b, a, "x", "k", "body")), "the first use");
  a.last_seq = 1;
  b.expect(!b.commit(keyed(b, u, "x", "k", "body")).parts.at(0).replay, "another tenant's key");
  auto s = keyed(b, a, "x", "k", "body");
  s.parts[0].once->route = "POST /y";
  b.expect(!b.commit(s).parts.at(0).replay, "a key on another route");
}

void a_key_is_kept_with_its_effect_only(bench& b) {
  auto a = b.create("a");
  b.committed(b.commit(b.append(a, {b.message("x", "one")})), "an append");
  a.last_seq = 1;
  auto s = b.append(a, {b.message("other", "one")});
  s.parts[0].once = bench::once("k", "body");
  b.refused(b.commit(s).parts.at(0).refused, errc::conflict, "a conflict");
  auto found = b.read.log->find_effect("t", "k", "POST /x");
  b.expect(found && !*found, "what was refused leaves no key behind");
  s = b.append(a, {b.message("x", "one")});
  s.parts[0].once = bench::once("k", "body");
  b.committed(b.commit(s), "a repetition");
  found = b.read.log->find_effect("t", "k", "POST /x");
  b.expect(found && *found && (*found)->all_known && (*found)->seqs.at(0) == 1,
           "an answer that was all known is kept as that");
}

void a_key_expires(bench& b) {
  auto a = b.create("a");
  b.committed(b.commit(keyed(b, a, "x", "k", "body")), "the first use");
  a.last_seq = 1;
  const std::chrono::seconds kept{base::limits{}.idempotency_s};
  b.clock.advance(kept - std::chrono::microseconds{1});
  auto found = b.read.log->find_effect("t", "k", "POST /x");
  b.expect(found && *found, "it is kept to the end");
  b.clock.advance(std::chrono::microseconds{1});
  found = b.read.log->find_effect("t", "k", "POST /x");
  b.expect(found && !*found, "then it is forgotten");
  const auto o = b.commit(keyed(b, a, "y", "k", "new body"));
  b.expect(!o.parts.at(0).refused && !o.parts.at(0).replay && o.head.last_seq == 2,
           "and may be used again");
  found = b.read.log->find_effect("t", "k", "POST /x");
  b.expect(found && *found && (*found)->seqs == std::vector<std::int64_t>{2}, "for another effect");
  b.clock.advance(kept + std::chrono::hours{1});
  b.writer->idle();
  found = b.read.log->find_effect("t", "k", "POST /x");
  b.expect(found && !*found, "housekeeping changes nothing about that");
}

void one_key_twice_in_a_batch(bench& b) {
  auto a = b.create("a");
  auto s = keyed(b, a, "x", "k", "body");
  s.parts.push_back(s.parts[0]);
  s.parts.push_back(s.parts[0]);
  s.parts[2].once = bench::once("k", "other");
  const auto o = b.commit(s);
  b.expect(o.parts.at(0).entries.size() == 1 && o.parts.at(1).replay,
           "the second part is a replay");
  b.refused(o.parts.at(2).refused, errc::idempotency_mismatch, "the third part, another body");
  b.equal(b.last_seq(a), std::int64_t{1}, "one message is written");
}

void creation_with_a_key(bench& b) {
  auto s = b.creation("t", "generated-1");
  s.once = bench::once("k", "body");
  const auto record = *s.create;
  const auto first = b.commit(s);
  b.committed(first, "the first use");
  auto again = b.creation("t", "generated-2");
  again.once = bench::once("k", "body");
  const auto second = b.commit(again);
  b.committed(second, "the second use");
  b.expect(second.replay && second.replay->session_id == "generated-1" &&
               second.replay->log == first.log &&
               second.replay->record ==
                   domain::canonical(domain::write_session({record, domain::head{}})),
           "gives the first record");
  b.expect(!b.load({"t", "generated-2"}), "and creates nothing");
  again.once = bench::once("k", "other body");
  b.rejected(b.commit(again), errc::idempotency_mismatch, "another body");
}

void change_with_a_key(bench& b) {
  auto a = b.create("a");
  b.fill(a, 1);
  auto s = b.change(a, "new");
  s.once = bench::once("k", "body");
  const auto wanted = *s.update;
  b.committed(b.commit(s), "the first use");
  auto again = b.change(a, "new");
  again.update->revision = 3;
  again.once = bench::once("k", "body");
  const auto o = b.commit(again);
  const auto text = domain::canonical(domain::write_session({wanted, {1, b.clock.now()}}));
  b.expect(o.kind == storage::commit::committed && o.replay && o.replay->record == text,
           "the second use gives the record of then");
  b.equal(o.head.last_seq, std::int64_t{1}, "with the head of now");
  const auto found = b.load(a.ref);
  b.expect(found && found->record == wanted, "and changes nothing");
}

void a_note_with_a_key(bench& b) {
  auto a = b.create("a");
  const auto noted = [&](const char* note) {
    auto s = b.append(a, {});
    s.parts[0].rounds = 1;
    s.parts[0].once = bench::once("k", "body");
    s.parts[0].note = note;
    return s;
  };
  b.equal(b.commit(noted("{\"round\":1}")).round, std::int64_t{1}, "the first use counts");
  const auto again = b.commit(noted("{\"round\":2}"));
  b.committed(again, "the second use");
  b.equal(again.round, std::int64_t{1}, "the second use does not count");
  const auto& replay = again.parts.at(0).replay;
  b.expect(replay && replay->note == "{\"round\":1}" && replay->seqs.empty() &&
               replay->record.empty(),
           "the second use gives the note of the first");
  const auto found = b.read.log->find_effect("t", "k", "POST /x");
  b.expect(found && *found == replay, "a reader finds the same");
}

}  // namespace

std::vector<test_case> idempotency_cases() {
  return {
      {"a key works once", a_key_works_once},
      {"a key belongs to tenant and route", a_key_belongs_to_tenant_and_route},
      {"a key is kept with its effect only", a_key_is_kept_with_its_effect_only},
      {"a key expires", a_key_expires},
      {"one key twice in a batch", one_key_twice_in_a_batch},
      {"a creation with a key", creation_with_a_key},
      {"a change with a key", change_with_a_key},
      {"a note with a key", a_note_with_a_key},
  };
}

}  // namespace parley::testing::conformance
