#include <utility>

#include "parley/testing/samples.hpp"
#include "testing/conformance/moving_bench.hpp"

namespace parley::testing::conformance {
namespace {

domain::turn turn(bench& b, std::int64_t ordinal, domain::turn_state state) {
  domain::turn t;
  t.ordinal = ordinal;
  t.turn_id = "t" + std::to_string(ordinal);
  t.answer_id = t.turn_id + ":a";
  t.state = state;
  t.reason = "why";
  t.touched_at = b.clock.now();
  if (state == domain::turn_state::cancelled) {
    t.question = b.message("a question that waited", t.turn_id + ":q");
    t.question.id_suffix.clear();
  }
  t.question.message_id = t.turn_id + ":q";
  return t;
}

void summarize(bench& b, const owned& s, const std::string& id, std::int64_t from, std::int64_t to,
               const std::string& previous, std::int64_t erasures = 0) {
  auto what = b.append(s, {});
  what.parts.clear();
  auto& order = what.summary.emplace();
  order.erasures = erasures;
  order.made.summary_id = id;
  order.made.from_seq = from;
  order.made.to_seq = to;
  order.made.text = "text of " + id;
  order.made.model = "extractive";
  order.made.created_at = b.clock.now();
  if (!previous.empty()) order.made.previous_summary_id = previous;
  b.committed(b.commit(std::move(what)), "a summary");
}

}  // namespace

owned rich_session(bench& b, const std::string& id, const std::string& tenant) {
  auto creation = b.creation(tenant, id);
  domain::participant writer;
  writer.id = "w";
  writer.type = domain::participant_type::agent;
  writer.role = "writer";
  writer.joined_at = b.clock.now();
  creation.create->participants.push_back(writer);
  creation.create->metadata["k"] = 7;
  const auto o = b.commit(creation);
  b.committed(o, "a creation");
  owned s{{tenant, id}, o.key, o.log, 0, *creation.create};

  b.committed(b.commit(b.append(s, {b.message("an apple"), b.message("a pear", "given")})),
              "an append");
  s.last_seq = 2;
  b.clock.advance(std::chrono::hours{30});
  auto foreign = full_message("foreign", b.clock, b.entropy);
  foreign.id_suffix.clear();
  auto answer = b.message("another apple");
  answer.sender_id = "w";
  auto turns = b.append(s, {foreign, answer});
  turns.parts[0].turns = {turn(b, 1, domain::turn_state::complete)};
  turns.parts[0].turns_completed = 1;
  b.committed(b.commit(std::move(turns)), "an answer");
  s.last_seq = 4;
  b.clock.advance(std::chrono::hours{1});
  auto more = b.append(s, {b.message("what is erased apple", "gone"), b.message("the last apple")});
  more.parts[0].turns = {turn(b, 2, domain::turn_state::cancelled)};
  more.parts[0].rounds = 2;
  b.committed(b.commit(std::move(more)), "more");
  s.last_seq = 6;

  summarize(b, s, "s1", 1, 3, "");
  summarize(b, s, "s2", 4, 5, "s1");
  auto blanking = b.append(s, {});
  blanking.parts.clear();
  blanking.blank = storage::blank_order{"r", id + "/5", "", {5}, {}};
  b.committed(b.commit(std::move(blanking)), "a message is erased");
  summarize(b, s, "s3", 4, 5, "s1", 1);
  for (const auto& j : b.due())
    if (j.kind == storage::job_kind::blank) b.work_off(j);
  const auto there = b.load(s.ref);
  if (there) s.record = there->record;
  return s;
}

}  // namespace parley::testing::conformance
