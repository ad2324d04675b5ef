#include "parley/testing/samples.hpp"
#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;

void load_gives_what_was_created(bench& b) {
  auto s = b.creation("t", "a");
  s.create->user_id = "user \xC3\xA9";
  s.create->metadata = {{"k", {{"deep", {1, nullptr, "x"}}}}};
  s.create->system_prompt = "";
  const auto record = *s.create;
  const auto o = b.commit(std::move(s));
  b.committed(o, "a creation");
  b.expect(o.key > 0 && o.log > 0, "a creation gives keys");
  const auto found = b.load({"t", "a"});
  b.expect(found.has_value(), "the session is found");
  if (!found) return;
  b.equal(found->record, record, "the record comes back as it was");
  b.expect(found->key == o.key && found->log == o.log, "the keys are those of the creation");
  b.equal(found->head, domain::head{}, "the history is empty");
}

void unknown_session_is_no_error(bench& b) {
  b.create("a");
  b.expect(!b.load({"t", "b"}), "another id is not found");
  b.expect(!b.load({"u", "a"}), "another tenant does not see it");
  b.expect(!b.load({"", ""}), "nothing has no name");
}

void second_creation_is_rejected(bench& b) {
  auto first = b.create("a");
  b.fill(first, 1);
  auto again = b.creation("t", "a");
  again.create->system_prompt = "other";
  b.rejected(b.commit(again), errc::session_exists, "a second creation");
  const auto found = b.load(first.ref);
  b.expect(found && found->record == first.record && found->head.last_seq == 1,
           "the first one is as it was");
  b.committed(b.commit(b.creation("u", "a")), "the same id of another tenant");
  const auto both = b.commit({b.creation("t", "b"), b.creation("t", "b")});
  b.committed(both[0], "the first of two in one batch");
  b.rejected(both[1], errc::session_exists, "the second of two in one batch");
}

void creation_takes_messages_along(bench& b) {
  auto s = b.creation("t", "a");
  s.parts.push_back({{b.message("one"), b.message("two")}, {}, {}});
  s.parts.push_back({{b.message("three")}, 2, {}});
  const auto o = b.commit(std::move(s));
  b.committed(o, "a creation with messages");
  b.equal(o.head.last_seq, std::int64_t{3}, "the head is behind the messages");
  b.expect(o.parts.size() == 2 && o.parts[1].entries.size() == 1 && o.parts[1].entries[0].seq == 3,
           "each part has its outcome");
  b.equal(b.all(o.log).size(), std::size_t{3}, "they are there");
}

void change_replaces_the_record(bench& b) {
  auto a = b.create("a");
  b.fill(a, 2);
  auto s = b.change(a, "new");
  s.update->status = domain::session_status::closed;
  s.update->closed_at = b.clock.now();
  const auto wanted = *s.update;
  const auto o = b.commit(std::move(s));
  b.committed(o, "a change");
  b.equal(o.head.last_seq, std::int64_t{2}, "the outcome of a change has the head");
  const auto found = b.load(a.ref);
  b.expect(found && found->record == wanted, "the new record is there");
  b.expect(found && found->head.last_seq == 2, "the history is as it was");
}

void change_needs_the_next_revision(bench& b) {
  auto a = b.create("a");
  for (const std::int64_t revision : {0, 1, 3}) {
    auto s = b.change(a, "new");
    s.update->revision = revision;
    b.rejected(b.commit(s), errc::conflict, "a change to revision " + std::to_string(revision));
  }
  const auto found = b.load(a.ref);
  b.expect(found && found->record == a.record, "the record is as it was");
}

void change_needs_the_head(bench& b) {
  auto a = b.create("a");
  auto s = b.change(a, "new");
  s.expected_last_seq = 1;
  b.rejected(b.commit(s), errc::conflict, "a change with another head");
}

void only_the_whole_address_leads_to_a_session(bench& b) {
  auto a = b.create("a");
  auto other = b.create("b", "u");
  struct row {
    const char* what;
    void (*spoil)(storage::submission&, const owned&);
  };
  const row rows[] = {
      {"an unknown key", [](auto& s, const auto&) { s.key += 1000; }},
      {"the key of another session", [](auto& s, const auto& o) { s.key = o.key; }},
      {"the log of another session", [](auto& s, const auto& o) { s.log = o.log; }},
      {"another tenant", [](auto& s, const auto& o) { s.session.tenant = o.ref.tenant; }},
      {"another id", [](auto& s, const auto& o) { s.session.id = o.ref.id; }},
      {"key zero", [](auto& s, const auto&) { s.key = 0; }},
  };
  for (const auto& r : rows) {
    auto s = b.append(a, {b.message("x")});
    r.spoil(s, other);
    b.rejected(b.commit(std::vector{s, b.append(a, {})})[0], errc::conflict, r.what);
    // Also behind a submission that has opened the right one in the same batch.
    auto again = b.append(a, {b.message("x")});
    r.spoil(again, other);
    b.rejected(b.commit(std::vector{b.append(a, {}), b.append(other, {}), again})[2],
               errc::conflict, r.what);
  }
  b.equal(b.last_seq(a), std::int64_t{0}, "nothing was written");
  b.equal(b.last_seq(other), std::int64_t{0}, "nothing was written elsewhere");
}

void the_fence_is_checked_first(bench& b) {
  auto a = b.create("a");
  for (const std::int64_t by : {-1, 1}) {
    auto s = b.append(a, {b.message("x")});
    s.epoch = b.writer->epoch() + static_cast<std::uint64_t>(by);
    s.expected_last_seq = 99;
    b.rejected(b.commit(s), errc::unavailable, "an append under another epoch");
    auto c = b.creation("t", "a");
    c.epoch = s.epoch;
    b.rejected(b.commit(c), errc::unavailable, "a creation under another epoch");
  }
  b.equal(b.last_seq(a), std::int64_t{0}, "nothing was written");
}

void a_new_writer_has_a_higher_epoch(bench& b) {
  auto a = b.create("a");
  b.expect(!b.store->open_writer(), "a second writer is refused while there is one");
  const auto before = b.writer->epoch();
  auto stale = b.append(a, {b.message("x")});
  b.writer.reset();
  auto next = b.store->open_writer();
  b.expect(next.has_value(), "a writer opens when the last one is gone");
  if (!next) return;
  b.writer = std::move(*next);
  b.expect(b.writer->epoch() > before, "the epoch is higher");
  b.rejected(b.commit(stale), errc::unavailable, "a submission of the old owner");
  b.committed(b.commit(b.append(a, {b.message("x")})), "one of the new owner");
}

void an_update_that_waits_for_an_entry(bench& b) {
  auto a = b.create("a");
  b.committed(b.commit(b.append(a, {b.message("x", "one")})), "an append");
  a.last_seq = 1;
  const auto revived = [&](domain::message entry) {
    auto s = b.change(a, "revived");
    s.update_with_entries = true;
    s.parts.emplace_back().entries.push_back(std::move(entry));
    return b.commit(std::move(s));
  };
  const auto known = revived(b.message("x", "one"));
  b.committed(known, "a repetition");
  b.expect(!known.updated, "what is known brings no update");
  const auto refused = revived(b.message("other", "one"));
  b.committed(refused, "a conflict");
  b.expect(!refused.updated && refused.parts.at(0).refused, "nor does what is refused");
  auto found = b.load(a.ref);
  b.expect(found && found->record == a.record, "the record is as it was");
  const auto fresh = revived(b.message("y"));
  b.committed(fresh, "a new message");
  b.expect(fresh.updated, "a new entry brings the update");
  found = b.load(a.ref);
  b.expect(found && found->record.system_prompt == "revived" && found->head.last_seq == 2,
           "both are there");
}

}  // namespace

std::vector<test_case> record_cases() {
  return {
      {"load gives what was created", load_gives_what_was_created},
      {"an unknown session is no error", unknown_session_is_no_error},
      {"a second creation is rejected", second_creation_is_rejected},
      {"a creation takes messages along", creation_takes_messages_along},
      {"a change replaces the record", change_replaces_the_record},
      {"a change needs the next revision", change_needs_the_next_revision},
      {"a change needs the head", change_needs_the_head},
      {"only the whole address leads to a session", only_the_whole_address_leads_to_a_session},
      {"the fence is checked first", the_fence_is_checked_first},
      {"a new writer has a higher epoch", a_new_writer_has_a_higher_epoch},
      {"an update that waits for an entry", an_update_that_waits_for_an_entry},
  };
}

}  // namespace parley::testing::conformance
