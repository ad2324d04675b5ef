#define CAF_SUITE turns

#include "caf/test/unit_test.hpp"
#include "domain/expect.hpp"
#include "parley/domain/turn_beginning.hpp"
#include "parley/domain/turn_desk.hpp"
#include "parley/testing/seeded_entropy.hpp"

using namespace parley;
using namespace parley::domain;
using expect::outcome;
using namespace std::chrono_literals;

namespace {

const base::limits limits;
const base::timestamp start_at = base::from_micros(1767323045678901);
const base::timestamp lease = start_at + 600s;
constexpr std::int64_t big = 1000000;

turn make_turn(const std::string& id) {
  turn t;
  t.turn_id = id;
  t.question.message_id = id + ":q";
  t.question.role = "user";
  t.question.content = "question " + id;
  t.question.timestamp = t.question.received_at = start_at;
  t.question.body_digest = body_digest(t.question);
  t.answer_id = id + ":a";
  return t;
}

struct desk : turn_desk {
  base::result<turn_step> start_turn(const std::string& id, when_busy mode = when_busy::enqueue,
                                     std::int64_t waiting_max = 10) {
    auto step = begin(make_turn(id), mode, start_at, lease, waiting_max);
    if (step) committed(*step);
    return step;
  }
  base::result<turn_step> finish_turn(const std::string& id, const turn_ending& how) {
    auto step = end(id, how, start_at);
    if (step) committed(*step);
    return step;
  }
  turn_step start_waiting() {
    const auto step = start(start_at, lease);
    committed(step);
    return step;
  }
  std::string chunk(const std::string& id, std::int64_t first, std::vector<std::string> texts) {
    return outcome(add_chunks(id, first, texts, start_at, lease, big));
  }
};

/// "id:status:content" of each entry.
std::string said(const turn_step& step) {
  std::string out;
  for (const auto& m : step.entries) {
    if (!out.empty()) out += ' ';
    out += m.message_id + '=' + m.content.value_or("(null)");
    if (m.status != message_status::complete) out += '/' + std::string(to_string(m.status));
  }
  return out;
}

std::string states(const turn_desk& d) {
  std::string out;
  for (const auto& t : d.open()) out += t.turn_id + '=' + std::string(to_string(t.state)) + ' ';
  return out;
}

}  // namespace

CAF_TEST(a turn begins at once when none runs) {
  desk d;
  const auto step = d.start_turn("a");
  CAF_REQUIRE(step.has_value());
  CAF_CHECK_EQUAL(said(*step), "a:q=question a");
  CAF_CHECK_EQUAL(states(d), "a=running ");
  CAF_CHECK(d.view(*d.running()).position == 0);
  CAF_CHECK(d.running()->lease_until == lease);
}

CAF_TEST(what a busy session does is said by the request) {
  desk d;
  d.start_turn("a");
  d.chunk("a", 0, {"par", "tial"});
  CAF_CHECK_EQUAL(outcome(d.start_turn("x", when_busy::reject)), "turn_running when_busy");
  const auto waits = d.start_turn("b");
  CAF_CHECK(waits->entries.empty());
  d.start_turn("c");
  CAF_CHECK_EQUAL(states(d), "a=running b=queued c=queued ");
  CAF_CHECK(d.view(*d.find("b")).position == 1);
  CAF_CHECK(d.view(*d.find("c")).position == 2);
  CAF_CHECK_EQUAL(outcome(d.start_turn("x", when_busy::enqueue, 2)), "overloaded");
  const auto step = d.start_turn("d", when_busy::interrupt);
  CAF_CHECK_EQUAL(said(*step), "a:a=partial/cancelled d:q=question d");
  CAF_CHECK_EQUAL(states(d), "b=queued c=queued d=running ");
}

CAF_TEST(after the end of a turn the next one starts) {
  desk d;
  d.start_turn("a");
  d.start_turn("b");
  d.chunk("a", 0, {"x", "y"});
  const auto step = d.finish_turn("a", {});
  CAF_CHECK_EQUAL(said(*step), "a:a=xy");
  CAF_CHECK_EQUAL(step->completed, 1);
  CAF_CHECK_EQUAL(said(d.start_waiting()), "b:q=question b");
  CAF_CHECK(d.start_waiting().empty());
  CAF_CHECK_EQUAL(states(d), "b=running ");
  CAF_CHECK_EQUAL(outcome(d.finish_turn("a", {})), "not_found");
  const auto failed = d.finish_turn("b", {turn_state::failed, {}, {}, "model error"});
  CAF_CHECK_EQUAL(said(*failed), "b:a=/failed");
  CAF_CHECK_EQUAL(failed->completed, 0);
  CAF_CHECK_EQUAL(failed->rows[0].reason, "model error");
  CAF_CHECK(d.open().empty());
}

CAF_TEST(nobody overtakes those that wait while none runs) {
  desk d;
  d.start_turn("a");
  d.start_turn("b");
  d.finish_turn("a", {turn_state::complete, {}, {}, ""});
  CAF_CHECK_EQUAL(states(d), "b=queued ");
  CAF_CHECK_EQUAL(outcome(d.start_turn("x", when_busy::reject)), "turn_running when_busy");
  d.start_turn("c");
  CAF_CHECK_EQUAL(states(d), "b=queued c=queued ");
  d.start_turn("d", when_busy::interrupt);
  CAF_CHECK_EQUAL(states(d), "b=queued c=queued d=running ");
}

CAF_TEST(the final text is the one that is given) {
  desk d;
  d.start_turn("a");
  d.chunk("a", 0, {"draft"});
  CAF_CHECK_EQUAL(said(*d.finish_turn("a", {turn_state::complete, "final", {}, ""})),
                  "a:a=final");
  d.start_turn("b");
  turn_ending calls;
  calls.tool_calls.text = "[{}]";
  CAF_CHECK_EQUAL(said(*d.finish_turn("b", calls)), "b:a=(null)");
}

CAF_TEST(a turn that waits can only be cancelled) {
  desk d;
  d.start_turn("a");
  d.start_turn("b");
  CAF_CHECK_EQUAL(outcome(d.finish_turn("b", {})), "conflict");
  CAF_CHECK_EQUAL(outcome(d.finish_turn("b", {turn_state::failed, {}, {}, ""})), "conflict");
  CAF_CHECK_EQUAL(d.chunk("b", 0, {"x"}), "conflict");
  const auto step = d.finish_turn("b", {turn_state::cancelled, {}, {}, ""});
  CAF_CHECK_EQUAL(said(*step), "");
  CAF_CHECK_EQUAL(states(d), "a=running ");
}

CAF_TEST(chunks are counted) {
  desk d;
  d.start_turn("a");
  const struct {
    std::int64_t first;
    std::vector<std::string> texts;
    const char* expected;
    const char* text;
  } table[] = {
      {1, {"b"}, "conflict index", ""},
      {0, {"a"}, "ok", "a"},
      {0, {"a"}, "ok", "a"},
      {0, {"z"}, "conflict index", "a"},
      {0, {"a", "b"}, "ok", "ab"},
      {1, {"b", "", "cd"}, "ok", "abcd"},
      {2, {"", "cX", "e"}, "conflict index", "abcd"},
      {5, {"f"}, "conflict index", "abcd"},
      {4, {"f"}, "ok", "abcdf"},
      {0, {}, "ok", "abcdf"},
  };
  for (const auto& row : table) {
    CAF_CHECK_EQUAL(d.chunk("a", row.first, row.texts), row.expected);
    CAF_CHECK_EQUAL(d.running()->draft.text, row.text);
  }
  const auto named = d.add_chunks("a", 9, {"x"}, start_at, lease, big);
  CAF_CHECK(named.error().text.find("expected index is 5") != std::string::npos);
  CAF_CHECK_EQUAL(outcome(d.add_chunks("a", 5, {"123456"}, start_at, lease, 10)), "too_large text");
  CAF_CHECK_EQUAL(d.chunk("none", 0, {"x"}), "not_found");
}

CAF_TEST(a lease that is over fails the turn and a chunk renews it) {
  desk d;
  d.start_turn("a");
  d.start_turn("b");
  CAF_CHECK(d.expire(lease - 1us).empty());
  CAF_CHECK(d.add_chunks("a", 0, {"x"}, start_at, lease + 60s, big).has_value());
  CAF_CHECK(d.expire(lease).empty());
  const auto step = d.expire(lease + 60s);
  CAF_CHECK_EQUAL(said(step), "a:a=x/failed");
  CAF_CHECK_EQUAL(step.rows[0].reason, "lease expired");
  d.committed(step);
  d.start_waiting();
  CAF_CHECK_EQUAL(states(d), "b=running ");
}

CAF_TEST(closing cancels what is open) {
  desk d;
  d.start_turn("a");
  d.start_turn("b");
  d.chunk("a", 0, {"x"});
  const auto step = d.close(start_at);
  CAF_CHECK_EQUAL(said(step), "a:a=x/cancelled");
  d.committed(step);
  CAF_CHECK(d.open().empty());
}

CAF_TEST(what a row has not is known) {
  desk d;
  d.start_turn("a");
  CAF_CHECK(d.save().empty());
  d.chunk("a", 0, {"abc"});
  CAF_CHECK_EQUAL(d.unsaved(), 3);
  const auto step = d.save();
  d.chunk("a", 1, {"de"});
  d.committed(step);
  CAF_CHECK_EQUAL(d.running()->draft.text, "abcde");
  CAF_CHECK_EQUAL(d.unsaved(), 2);
  CAF_CHECK(!d.save().empty());
  CAF_CHECK(d.save().rows[0].draft.text == "abcde");
}

CAF_TEST(a parked turn is saved again before it goes on) {
  desk d;
  d.start_turn("a");
  d.chunk("a", 0, {"abc"});
  const auto parked = d.park("process");
  CAF_CHECK_EQUAL(parked.rows[0].parked_by, "process");
  CAF_CHECK_EQUAL(parked.rows[0].draft.text, "abc");
  desk later;
  later.load(parked.rows, d.next_ordinal());
  CAF_CHECK_EQUAL(later.unsaved(), 0);
  const auto step = later.save();
  CAF_REQUIRE(!step.empty());
  CAF_CHECK_EQUAL(step.rows[0].parked_by, "");
  later.committed(step);
  CAF_CHECK(later.save().empty());
}

CAF_TEST(a draft that is newer than its row survives a reload) {
  desk d;
  d.start_turn("a");
  const auto stored = std::vector<turn>(d.open().begin(), d.open().end());
  d.chunk("a", 0, {"abc"});
  d.load(stored, d.next_ordinal());
  CAF_CHECK_EQUAL(d.running()->draft.text, "abc");
  CAF_CHECK_EQUAL(d.unsaved(), 3);
}

CAF_TEST(a recorded turn is two entries and one count) {
  desk d;
  message answer;
  answer.message_id = "a:a";
  answer.content = "yes";
  const auto step = d.record(make_turn("a"), answer, when_busy::enqueue, start_at).value();
  CAF_CHECK_EQUAL(said(step), "a:q=question a a:a=yes");
  CAF_CHECK_EQUAL(step.completed, 1);
  d.committed(step);
  CAF_CHECK(d.open().empty());
  CAF_CHECK_EQUAL(d.next_ordinal(), 2);
}

CAF_TEST(a row is read as it was written) {
  auto t = make_turn("a");
  t.ordinal = 7;
  t.state = turn_state::running;
  t.lease_until = lease;
  t.touched_at = start_at;
  t.parked_by = "p";
  t.draft = {"a\xC3\xA9", {1, 3}};
  const auto back = read_turn(write_turn(t), t.draft.text, limits);
  CAF_REQUIRE(back.has_value());
  CAF_CHECK(*back == t);
  CAF_CHECK_EQUAL(outcome(read_turn("{}", "", limits)), "invalid_argument turn_id");
}

CAF_TEST(any sequence leaves one answer behind each question) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    testing::seeded_entropy random{seed};
    desk d;
    std::vector<std::string> history;
    std::int64_t begun = 0;
    const auto take = [&](const base::result<turn_step>& step) {
      if (!step) return;
      for (const auto& m : step->entries) history.push_back(m.message_id);
    };
    for (int i = 0; i < 60; ++i) {
      const auto any = "t" + std::to_string(random.below(static_cast<std::uint64_t>(begun + 1)));
      switch (random.below(6)) {
        case 0:
        case 1:
          take(d.start_turn("t" + std::to_string(begun),
                            static_cast<when_busy>(random.below(3))));
          ++begun;
          break;
        case 2:
          take(d.finish_turn(any, {static_cast<turn_state>(2 + random.below(3)), {}, {}, ""}));
          break;
        case 3:
          d.chunk(any, static_cast<std::int64_t>(random.below(3)), {"x"});
          break;
        case 4: {
          // The process ends: only what rows have is there again.
          desk fresh;
          std::vector<turn> open(d.open().begin(), d.open().end());
          fresh.load(std::move(open), d.next_ordinal());
          d = fresh;
          const auto step = d.fail_running("gone", start_at);
          take(step);
          d.committed(step);
          break;
        }
        default:
          if (random.below(10) == 0) {
            const auto step = d.close(start_at);
            take(step);
            d.committed(step);
          }
      }
      take(d.start_waiting());
      int running = 0;
      for (const auto& t : d.open()) running += t.state == turn_state::running ? 1 : 0;
      if (running > 1) CAF_ERROR("seed " << seed << ": two turns run");
      if (running == 0 && !d.open().empty()) CAF_ERROR("seed " << seed << ": one waits for nobody");
    }
    // Question, answer, question, answer: a question is open only at the end, when a turn runs.
    for (std::size_t i = 0; i < history.size(); ++i) {
      const auto& id = history[i];
      if (id.back() != (i % 2 == 0 ? 'q' : 'a'))
        CAF_ERROR("seed " << seed << ": " << id << " is out of place");
      if (i % 2 == 1 && history[i - 1].substr(0, id.size() - 1) != id.substr(0, id.size() - 1))
        CAF_ERROR("seed " << seed << ": " << id << " answers another question");
    }
    if ((history.size() % 2 == 1) != (d.running() != nullptr))
      CAF_ERROR("seed " << seed << ": a question without an answer");
  }
}

CAF_TEST(a beginning is kept without text and told again) {
  desk d;
  d.start_turn("one");
  d.start_turn("two");
  for (const auto& open : d.open()) {
    auto begun = d.view(open);
    const auto kept = write_beginning(beginning_of(begun, false));
    CAF_CHECK(kept.find("question") == std::string::npos);
    const auto read = read_beginning(kept, limits);
    CAF_REQUIRE(read.has_value());
    CAF_CHECK(*read == beginning_of(begun, false));
    // Meanwhile it has ended: its question has a seq, it has an answer and a reason.
    auto now = begun;
    now.turn.state = turn_state::failed;
    now.turn.lease_until = {};
    now.turn.reason = "gone";
    now.position.reset();
    now.question->seq = open.state == turn_state::queued ? 7 : open.question.seq;
    now.answer = message{};
    CAF_CHECK(encode(as_begun(*read, now)) == encode(begun));
  }
  CAF_CHECK(!read_beginning("{}", limits).has_value());
}
