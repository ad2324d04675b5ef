#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {
namespace {

using storage::summary_order;

summary_order made(const std::string& id, std::int64_t from, std::int64_t to,
                   const std::string& previous = "") {
  domain::summary s;
  s.summary_id = id;
  s.round = to;
  s.from_seq = from;
  s.to_seq = to;
  s.text = "text of " + id;
  s.model = "extractive";
  s.reason = domain::because_of_round;
  s.messages = to - from + 1;
  s.external_keys = {"key"};
  if (!previous.empty()) s.previous_summary_id = previous;
  return {s, 0};
}

storage::outcome keep(bench& b, const owned& s, summary_order what) {
  auto submission = b.append(s, {});
  submission.parts.clear();
  submission.summary = std::move(what);
  return b.commit(submission);
}

storage::outcome blank(bench& b, const owned& s, std::int64_t seq) {
  auto submission = b.append(s, {});
  submission.parts.clear();
  submission.blank =
      storage::blank_order{"r", s.ref.id + "/" + std::to_string(seq), "", {seq}, {}};
  return b.commit(submission);
}

owned fork_of(bench& b, const owned& origin, std::int64_t at_seq) {
  auto creation = b.creation("t", "fork");
  creation.fork = storage::fork_point{origin.ref.id, at_seq};
  creation.create->forked_from = domain::fork_origin{origin.ref.id, at_seq};
  const auto o = b.commit(creation);
  b.committed(o, "a fork");
  return {{"t", "fork"}, o.key, o.log, at_seq, *creation.create};
}

storage::summary_state state(bench& b, const owned& s) {
  return b.read.log->summary_state_of(s.log).value_or(storage::summary_state{});
}

std::string latest(bench& b, const owned& s) {
  const auto found = state(b, s);
  return found.latest ? found.latest->summary_id : "none";
}

void summaries_are_contiguous(bench& b) {
  auto a = b.create("a");
  b.fill(a, 8);
  b.equal(state(b, a), storage::summary_state{}, "there is none");
  b.rejected(keep(b, a, made("s1", 2, 4)), base::errc::conflict, "one that does not begin at 1");
  b.rejected(keep(b, a, made("s1", 1, 9)), base::errc::conflict, "one of messages to come");
  b.rejected(keep(b, a, made("s1", 1, 4, "s0")), base::errc::conflict, "one behind another");
  const auto first = made("s1", 1, 4);
  b.committed(keep(b, a, first), "the first");
  b.expect(state(b, a).latest == first.made, "it is kept as it was given");
  b.rejected(keep(b, a, made("s2", 1, 6)), base::errc::conflict, "one beside it");
  b.rejected(keep(b, a, made("s2", 6, 6, "s1")), base::errc::conflict, "one that leaves a gap");
  b.committed(keep(b, a, made("s2", 5, 6, "s1")), "the second");
  b.equal(latest(b, a), std::string{"s2"}, "it is the latest");
  b.equal(state(b, a).made, std::int64_t{2}, "both were made");
  const auto all = b.read.log->summaries(a.log, 0, 10);
  b.expect(all && all->size() == 2 && all->at(0).summary_id == "s1", "both are listed");
  const auto second = b.read.log->summaries(a.log, 1, 1);
  b.expect(second && second->size() == 1 && second->at(0).summary_id == "s2", "page by page");
  const auto found = b.read.log->find_summary(a.log, "s1");
  b.expect(found && *found == first.made, "by its id");
  b.expect(!*b.read.log->find_summary(a.log, "s9"), "another is not there");
  b.equal(b.last_seq(a), std::int64_t{8}, "the history is as it was");
}

void what_it_covers_was_erased(bench& b) {
  auto a = b.create("a");
  b.fill(a, 8);
  b.committed(keep(b, a, made("s1", 1, 3)), "one");
  b.committed(keep(b, a, made("s2", 4, 6, "s1")), "another");
  const auto erased = blank(b, a, 5);
  b.committed(erased, "an erased message");
  b.expect(erased.erased && erased.erased->summaries == 1, "the receipt counts what it spoils");
  const auto there = state(b, a);
  b.equal(latest(b, a), std::string{"s1"}, "one that covers it is stale");
  b.equal(there.stale_to, std::int64_t{6}, "up to there");
  b.equal(there.erasures, std::int64_t{1}, "an erasing is counted");
  const auto stale = b.read.log->find_summary(a.log, "s2").value();
  b.expect(stale && stale->stale && stale->text.empty() && stale->external_keys.empty(),
           "its text is gone");
  b.rejected(keep(b, a, made("s3", 4, 6, "s1")), base::errc::conflict, "one of before");
  auto fresh = made("s3", 4, 6, "s1");
  fresh.erasures = 1;
  b.committed(keep(b, a, fresh), "one that was made again");
  b.equal(state(b, a).stale_to, std::int64_t{0}, "nothing has to be made again");
  b.equal(state(b, a).made, std::int64_t{3}, "the stale one was made too");
}

void one_is_made_again(bench& b) {
  auto a = b.create("a");
  b.fill(a, 8);
  const auto replacing = [](const std::string& id, summary_order what) {
    what.replaces = id;
    return what;
  };
  b.rejected(keep(b, a, replacing("s1", made("s2", 1, 3))), base::errc::conflict, "there is none");
  b.committed(keep(b, a, made("s1", 1, 3)), "one");
  b.committed(keep(b, a, made("s2", 4, 6, "s1")), "another");
  b.rejected(keep(b, a, replacing("s1", made("s3", 1, 3))), base::errc::conflict,
             "one that is not the latest");
  b.rejected(keep(b, a, replacing("s2", made("s3", 4, 7, "s1"))), base::errc::conflict,
             "one of other messages");
  b.rejected(keep(b, a, replacing("s2", made("s3", 4, 6, "s2"))), base::errc::conflict,
             "one that goes on from itself");
  b.committed(keep(b, a, replacing("s2", made("s3", 4, 6, "s1"))), "one made again");
  b.equal(latest(b, a), std::string{"s3"}, "it is the latest");
  b.equal(state(b, a).made, std::int64_t{3}, "the older one stays");
  b.committed(keep(b, a, replacing("s3", made("s4", 4, 6, "s1"))), "and again");
  const auto fork = fork_of(b, a, 7);
  b.equal(latest(b, fork), std::string{"s4"}, "a fork has the latest");
  b.committed(keep(b, fork, replacing("s4", made("s5", 4, 6, "s1"))), "one that a fork makes again");
  b.equal(latest(b, fork), std::string{"s5"}, "is its latest");
  b.equal(latest(b, a), std::string{"s4"}, "and not its origin's");
  b.committed(keep(b, a, made("s6", 7, 8, "s4")), "the next goes on from it");
  const auto erased = blank(b, a, 4);
  b.expect(erased.erased && erased.erased->summaries == 5, "all that cover a message become stale");
  b.equal(latest(b, a), std::string{"s1"}, "the one before is the latest");
  b.equal(latest(b, fork), std::string{"s1"}, "in the fork too");
}

void forks_inherit_summaries(bench& b) {
  auto origin = b.create("origin");
  b.fill(origin, 8);
  b.committed(keep(b, origin, made("s1", 1, 3)), "one");
  b.committed(keep(b, origin, made("s2", 4, 7, "s1")), "another");
  auto fork = fork_of(b, origin, 5);
  b.equal(latest(b, fork), std::string{"s1"}, "it has those up to where it begins");
  b.committed(keep(b, fork, made("f1", 4, 5, "s1")), "its own");
  b.equal(latest(b, fork), std::string{"f1"}, "is its latest");
  b.equal(latest(b, origin), std::string{"s2"}, "the origin has another");
  b.committed(blank(b, fork, 2), "a shared message");
  b.equal(latest(b, fork), std::string{"none"}, "spoils those of the fork");
  b.equal(latest(b, origin), std::string{"none"}, "and those of the origin");
  b.equal(state(b, origin).erasures, std::int64_t{1}, "which is counted for both");
  b.equal(state(b, fork).erasures, std::int64_t{1}, "of them");
}

void summaries_go_with_their_session(bench& b) {
  auto origin = b.create("origin");
  b.fill(origin, 8);
  b.committed(keep(b, origin, made("s1", 1, 3)), "one");
  b.committed(keep(b, origin, made("s2", 4, 7, "s1")), "another");
  const auto fork = fork_of(b, origin, 5);
  auto erasing = b.append(origin, {});
  erasing.parts.clear();
  erasing.erase = storage::erase_order{"r", ""};
  const auto gone = b.commit(erasing);
  b.committed(gone, "the origin");
  b.expect(gone.erased && gone.erased->summaries == 1, "the receipt counts its own");
  const auto again = b.read.log->find_erasure(origin.ref).value();
  b.expect(again && again->summaries == 1, "also later");
  for (auto due = b.due(); !due.empty(); due = b.due()) b.work_off(due.front());
  b.equal(latest(b, fork), std::string{"s1"}, "the fork keeps what it shares");
  b.expect(b.read.log->summaries(origin.log, 0, 10)->size() <= 1, "the rest is gone");
}

void characters_are_counted(bench& b) {
  auto a = b.create("a");
  auto what = b.append(a, {b.message("ab"), b.message("cde"), b.message("日本")});
  b.committed(b.commit(what), "messages");
  b.equal(b.read.log->characters(a.log, 0, 1000).value_or(-1), std::int64_t{7}, "of all");
  b.equal(b.read.log->characters(a.log, 1, 1000).value_or(-1), std::int64_t{5}, "behind the first");
  b.expect(b.read.log->characters(a.log, 0, 3).value_or(0) > 3, "no further than needed");
  a.last_seq = 3;
  b.committed(blank(b, a, 2), "an erased one");
  b.equal(b.read.log->characters(a.log, 0, 1000).value_or(-1), std::int64_t{4}, "does not count");
}

}  // namespace

std::vector<test_case> summary_cases() {
  return {{"summaries are contiguous", summaries_are_contiguous},
          {"what it covers was erased", what_it_covers_was_erased},
          {"one is made again", one_is_made_again},
          {"forks inherit summaries", forks_inherit_summaries},
          {"summaries go with their session", summaries_go_with_their_session},
          {"characters are counted", characters_are_counted}};
}

}  // namespace parley::testing::conformance
