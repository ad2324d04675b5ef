#include "testing/conformance/fork_bench.hpp"

namespace parley::testing::conformance {
namespace {

using base::errc;

void a_fork_shares_the_prefix(bench& b) {
  auto a = b.create("a");
  b.fill(a, 10);
  const auto before = b.all(a.log);
  b.clock.advance(std::chrono::minutes{1});
  auto f = forked(b, "f", a, 6);
  b.equal(f.last_seq, std::int64_t{6}, "the head of a fork without messages of its own");
  const auto found = b.load(f.ref);
  b.expect(found && found->head == domain::head{6, before.at(5).received_at},
           "is that of the last message that it shares");
  b.fill(f, 3);
  b.fill(a, 2);
  const auto mine = b.all(f.log);
  b.expect(mine.size() == 9 && contents(mine, 1, 6) == contents(before, 1, 6),
           "it has the messages of its origin up to there, then its own");
  for (std::size_t i = 0; i < mine.size(); ++i)
    b.equal(mine[i].seq, static_cast<std::int64_t>(i) + 1, "seq goes on");
  b.equal(b.all(a.log).size(), std::size_t{12}, "its origin goes on alone");
  const auto counts = b.read.catalog->counts("t");
  b.expect(counts && *counts == storage::tenant_counts{2, 15}, "no message was copied");
}

void pages_cross_the_border(bench& b) {
  auto a = b.create("a");
  b.fill(a, 6);
  auto f = forked(b, "f", a, 4);
  b.fill(f, 4);
  auto g = forked(b, "g", f, 6);
  b.fill(g, 2);
  const auto all = b.all(g.log);
  for (std::int64_t from = 0; from <= 8; ++from) {
    for (std::int64_t n = 1; n <= 8; ++n) {
      const auto ahead = b.read.log->page(g.log, {from, {}, 8, n, 1 << 20});
      b.expect(ahead && *ahead == slice(all, from + 1, std::min<std::int64_t>(from + n, 8)),
               "a page forward");
      const auto back = b.read.log->page(g.log, {{}, from + 1, 8, n, 1 << 20});
      b.expect(back && *back == slice(all, std::max<std::int64_t>(from - n, 0) + 1, from),
               "a page back");
    }
  }
  const auto snapshot = b.read.log->page(g.log, {{}, {}, 5, 3, 1 << 20});
  b.expect(snapshot && *snapshot == slice(all, 3, 5), "the newest page of a snapshot");
  const auto one = static_cast<std::int64_t>(all.at(3).bytes());
  const auto small = b.read.log->page(g.log, {3, {}, 8, 8, one});
  b.expect(small && *small == slice(all, 4, 4), "the bound of bytes holds across the border");
}

void messages_are_found(bench& b) {
  auto a = b.create("a");
  b.committed(b.commit(b.append(a, {b.message("1"), b.message("2", "given"), b.message("3"),
                                    b.message("4", "later")})),
              "an append");
  a.last_seq = 4;
  const auto rows = b.all(a.log);
  auto f = forked(b, "f", a, 3);
  b.committed(b.commit(b.append(f, {b.message("other 4", "mine")})), "an append");
  const auto by = [&](const std::string& id) {
    const auto found = b.read.log->find_id(f.log, id);
    return found && *found ? (*found)->seq : 0;
  };
  b.equal(by("given"), std::int64_t{2}, "a given id of the shared prefix");
  b.equal(by(rows.at(2).message_id), std::int64_t{3}, "a generated one");
  b.equal(by("mine"), std::int64_t{4}, "one of its own");
  b.equal(by("later"), std::int64_t{0}, "but none from behind the fork");
  b.equal(by(rows.at(0).message_id), std::int64_t{1}, "the first");
  for (std::int64_t seq = 0; seq <= 5; ++seq) {
    const auto found = b.read.log->find_seq(f.log, seq);
    b.expect(found && found->has_value() == (seq >= 1 && seq <= 4), "by seq");
    if (seq == 4) b.expect(found && *found && (*found)->content == "other 4", "of its own log");
  }
}

void shared_ids_are_known(bench& b) {
  auto a = b.create("a");
  b.committed(b.commit(b.append(a, {b.message("1", "x"), b.message("2"), b.message("3", "y")})),
              "an append");
  a.last_seq = 3;
  const auto rows = b.all(a.log);
  auto f = forked(b, "f", a, 2);
  const auto o = b.commit(b.append(
      f, {b.message("1", "x"), b.message("2", rows.at(1).message_id), b.message("new", "y")}));
  b.committed(o, "an append to the fork");
  const auto& e = o.parts.at(0).entries;
  b.expect(e.size() == 3 && e[0].known && e[0].seq == 1 && e[1].known && e[1].seq == 2,
           "what it shares is known");
  b.expect(e.size() == 3 && !e[2].known && e[2].seq == 3, "an id from behind the fork is new");
  f.last_seq = 3;
  b.refused(b.commit(b.append(f, {b.message("other", "x")})).parts.at(0).refused, errc::conflict,
            "another body under a shared id");
}

void what_cannot_be_forked(bench& b) {
  auto a = b.create("a");
  b.fill(a, 3);
  b.rejected(b.commit(forking(b, "f", "nobody", 1)), errc::not_found, "a fork of no session");
  auto foreign = forking(b, "f", "a", 1);
  foreign.session.tenant = foreign.create->tenant_id = "u";
  b.rejected(b.commit(foreign), errc::not_found, "a fork of another tenant's session");
  for (const std::int64_t seq : {-1, 4}) {
    const auto o = b.commit(forking(b, "f", "a", seq));
    b.rejected(o, errc::invalid_argument, "a fork at seq " + std::to_string(seq));
    b.equal(o.error.field, std::string{"at_seq"}, "the field");
  }
  b.expect(!b.load({"t", "f"}), "nothing was written");
  b.rejected(b.commit(forking(b, "a", "a", 1)), errc::session_exists, "a fork under a taken id");
  const auto counts = b.read.catalog->counts("t");
  b.expect(counts && *counts == storage::tenant_counts{1, 3}, "nor counted");

  const auto empty = forked(b, "empty", a, 0);
  b.equal(empty.last_seq, std::int64_t{0}, "a fork at 0 has no messages");
  b.expect(b.all(empty.log).empty(), "none at all");
}

void lists_of_segments_are_bounded(bench& b) {
  auto last = b.create("s1");
  for (int n = 2; n <= 32; ++n) {
    b.fill(last, 1);
    last = forked(b, "s" + std::to_string(n), last, last.last_seq);
  }
  b.fill(last, 1);
  b.equal(b.all(last.log).size(), std::size_t{32}, "a history of 32 segments");
  const auto o = b.commit(forking(b, "s33", "s32", 32));
  b.rejected(o, errc::invalid_argument, "one of 33");
  b.expect(o.error.text.find("33") != std::string::npos &&
               o.error.text.find("limits.fork_segments") != std::string::npos,
           "the text says how many and what bounds them");
  auto early = forked(b, "early", last, 31);
  b.equal(early.last_seq, std::int64_t{31}, "an earlier seq needs fewer");
  b.fill(early, 1);
  b.rejected(b.commit(forking(b, "s33", "early", 32)), errc::invalid_argument,
             "a fork of a fork counts what it names");
  auto first = forked(b, "first", early, 1);
  b.fill(first, 1);
  auto again = forked(b, "again", first, 2);
  b.fill(again, 1);
  b.equal(contents(b.all(again.log), 1, 1), contents(b.all(last.log), 1, 1),
          "a fork in the first segment names no others");
}

void they_are_listed(bench& b) {
  auto a = b.create("a");
  b.fill(a, 3);
  b.clock.advance(std::chrono::minutes{1});
  const auto f = forked(b, "f", a, 2);
  storage::session_query query;
  query.tenant = "t";
  const auto page = b.read.catalog->list(query);
  b.expect(page && page->items.size() == 2 && page->items[0].record.session_id == "f" &&
               page->items[0].at.last_seq == 2 &&
               page->items[0].last_activity() == f.record.touched_at,
           "a list shows head and last activity");
}

void origin_and_fork_in_one_batch(bench& b) {
  auto a = b.create("a");
  std::vector<storage::submission> batch{b.append(a, {b.message("1"), b.message("2")}),
                                         forking(b, "bad", "a", 3), forking(b, "f", "a", 2),
                                         forking(b, "g", "f", 1)};
  const auto outcomes = b.commit(batch);
  b.committed(outcomes.at(0), "the append");
  b.rejected(outcomes.at(1), errc::invalid_argument, "a fork above the head");
  b.committed(outcomes.at(2), "a fork of what was just written");
  b.committed(outcomes.at(3), "a fork of a fork that was just made");
  b.equal(b.all(outcomes.at(3).log).size(), std::size_t{1}, "it has what it shares");
}

}  // namespace

std::vector<test_case> fork_cases() {
  return {{"a fork shares the prefix", a_fork_shares_the_prefix},
          {"pages cross the border of a fork", pages_cross_the_border},
          {"messages of a fork are found", messages_are_found},
          {"shared ids are known in a fork", shared_ids_are_known},
          {"what cannot be forked", what_cannot_be_forked},
          {"lists of segments are bounded", lists_of_segments_are_bounded},
          {"forks are listed", they_are_listed},
          {"origin and fork in one batch", origin_and_fork_in_one_batch}};
}

}  // namespace parley::testing::conformance
