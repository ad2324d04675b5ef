#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;

void one_bad_submission_stands_alone(bench& b) {
  auto a = b.create("a");
  auto c = b.create("c");
  auto stale = b.append(a, {b.message("stale")});
  stale.expected_last_seq = 7;
  const auto o = b.commit({b.append(a, {b.message("1")}), stale, b.append(c, {b.message("2")}),
                           b.creation("t", "a"), b.creation("t", "d")});
  b.committed(o[0], "the first");
  b.rejected(o[1], errc::conflict, "the stale one");
  b.committed(o[2], "its neighbour");
  b.rejected(o[3], errc::session_exists, "the second creation");
  b.committed(o[4], "its neighbour");
  b.expect(b.last_seq(a) == 1 && b.last_seq(c) == 1 && b.load({"t", "d"}).has_value(),
           "what passed is written");
}

void one_session_twice(bench& b) {
  auto a = b.create("a");
  auto second = b.append(a, {b.message("2", "two")});
  second.expected_last_seq = 1;
  auto change = b.change(a, "new");
  change.expected_last_seq = 2;
  auto late = b.append(a, {b.message("3")});
  auto again = b.change(a, "newer");
  again.expected_last_seq = 2;
  const auto o = b.commit({b.append(a, {b.message("1")}), second, change, late, again});
  b.committed(o[0], "the first");
  b.committed(o[1], "the second, with the head of then");
  b.committed(o[2], "the change behind both");
  b.rejected(o[3], errc::conflict, "one with the head of before");
  b.rejected(o[4], errc::conflict, "a change with the revision of before");
  b.equal(b.last_seq(a), std::int64_t{2}, "two messages are there");
}

void poison_stands_alone(bench& b) {
  auto a = b.create("a");
  auto c = b.create("c");
  // Nobody who honours the contract submits these; a bug might.
  auto moved = b.change(c, "x");
  moved.update->created_at += std::chrono::seconds{1};
  moved.parts.push_back({{b.message("x")}, {}, {}});
  auto misnamed = b.creation("t", "bad");
  misnamed.create->session_id = "other";
  const auto o = b.commit({b.append(a, {b.message("1")}), moved, b.creation("t", "good"), misnamed,
                           b.append(a, {b.message("late")})});
  b.committed(o[0], "the submission before it");
  b.rejected(o[1], errc::internal, "a change that moves the creation");
  b.committed(o[2], "the one behind it");
  b.rejected(o[3], errc::internal, "a record of another name");
  b.rejected(o[4], errc::conflict, "a check that fails for its own reason");
  const auto kept = b.load(c.ref);
  b.expect(kept && kept->record == c.record && kept->head.last_seq == 0,
           "nothing of the poison is there");
  b.expect(!b.load({"t", "bad"}) && !b.load({"t", "other"}), "under no name");
  b.expect(b.load({"t", "good"}) && b.last_seq(a) == 1, "its neighbours are there");
  b.committed(b.commit(b.creation("t", "bad")), "the same session with a good record");
}

void many_at_once(bench& b) {
  constexpr int sessions = 100;
  std::vector<owned> all;
  std::vector<storage::submission> batch;
  for (int i = 0; i < sessions; ++i) batch.push_back(b.creation("t", "s" + std::to_string(i)));
  auto outcomes = b.commit(batch);
  for (int i = 0; i < sessions; ++i) {
    const auto& o = outcomes[static_cast<std::size_t>(i)];
    b.committed(o, "a creation");
    all.push_back({batch[static_cast<std::size_t>(i)].session, o.key, o.log, 0, {}});
  }
  for (int round = 0; round < 5; ++round) {
    batch.clear();
    for (auto& s : all) {
      batch.push_back(b.append(s, {b.message("x"), b.message("y")}));
      s.last_seq += 2;
    }
    outcomes = b.commit(batch);
    for (const auto& o : outcomes) b.committed(o, "an append");
  }
  for (const auto& s : all) {
    const auto rows = b.all(s.log);
    b.equal(rows.size(), std::size_t{10}, "each history has its messages");
    for (std::size_t i = 0; i < rows.size(); ++i)
      b.equal(rows[i].seq, static_cast<std::int64_t>(i) + 1, "each history is dense");
  }
}

void readers_see_commits(bench& b) {
  auto a = b.create("a");
  auto second = b.store->open_reader();
  b.expect(second.has_value(), "a second reader opens");
  if (!second) return;
  for (int i = 1; i <= 5; ++i) {
    b.fill(a, 1);
    const auto found = second->log->load(a.ref);
    b.expect(found && *found && (*found)->head.last_seq == i, "every reader sees the last commit");
    b.equal(b.last_seq(a), std::int64_t{i}, "the first one too");
    b.writer->idle();
  }
}

}  // namespace

std::vector<test_case> batch_cases() {
  return {
      {"one bad submission stands alone", one_bad_submission_stands_alone},
      {"one session twice in a batch", one_session_twice},
      {"poison stands alone", poison_stands_alone},
      {"many sessions at once", many_at_once},
      {"readers see commits", readers_see_commits},
  };
}

}  // namespace parley::testing::conformance
