#include <algorithm>

#include "testing/simulation/model.hpp"
#include "testing/simulation/workload.hpp"

namespace parley::testing::simulation {

using namespace protocol;

void workload::summarize(client& by) {
  auto& at = some_place();
  summarize_command command;
  command.wait = chance_.chance(50);
  command.again = chance_.chance(25);
  if (chance_.chance(20)) command.external_keys = {"fact"};
  const bool waits = command.wait;
  const auto begun = events_.step;
  send<summarize_reply>(
      by, "summarize " + at.ledger.name(),
      [this, &at, waits, begun](base::result<summarize_reply> answer) {
        // One that is only queued is told nothing of the session.
        const auto wanted = waits ? wants::part : wants::nothing;
        if (judge(answer ? nullptr : &answer.error(), at, begun, wanted) != end::acknowledged)
          return;
        if (answer->queued == waits)
          events_.broken("who waits for a summary gets it", at.ledger.name());
        if (!answer->summary) return;
        const auto& made = *answer->summary;
        if (made.to_seq > at.ledger.floor() && made.from_seq > made.to_seq)
          events_.broken("a summary covers something", at.ledger.name());
        at.summaries[made.summary_id] = made.to_seq;
      },
      summarize_atom_v, who(by, at), at.ref, std::move(command));
}

void workload::summaries(client& by) {
  auto& at = some_place();
  const auto known = at.summaries;
  const auto begun = events_.step;
  send<summary_page>(
      by, "summaries " + at.ledger.name(),
      [this, &at, known, begun](base::result<summary_page> answer) {
        if (judge(answer ? nullptr : &answer.error(), at, begun, wants::session) !=
            end::acknowledged)
          return;
        auto missing = known;
        for (const auto& s : answer->items) {
          missing.erase(s.summary_id);
          if (s.stale && !s.text.empty())
            events_.broken("a stale summary has no text", at.ledger.name());
          for (const auto& line : lines_of(s.text)) at.ledger.shown_text(line, begun);
        }
        if (!missing.empty())
          events_.broken("what was acknowledged is there",
                         at.ledger.name() + ": summary " + missing.begin()->first);
      },
      summaries_atom_v, who(by, at), at.ref, std::int64_t{0}, std::int64_t{100'000});
}

void workload::context(client& by) {
  auto& at = some_place();
  context_command command;
  command.view.max_tokens = 10 + static_cast<std::int64_t>(chance_.below(300));
  command.view.reserve = static_cast<std::int64_t>(chance_.below(10));
  const auto budget = command.view.max_tokens - command.view.reserve;
  const auto begun = events_.step;
  send<context::context_view>(
      by, "context " + at.ledger.name(),
      [this, &at, budget, begun](base::result<context::context_view> answer) {
        if (judge(answer ? nullptr : &answer.error(), at, begun, wants::session) !=
            end::acknowledged)
          return;
        const auto& report = answer->report;
        if (report.tokens.total > budget || report.budget != budget)
          events_.broken("a context is within its budget",
                         at.ledger.name() + ": " + std::to_string(report.tokens.total) + " of " +
                             std::to_string(budget));
        bool talk = false;
        for (const auto& m : answer->messages) {
          if (m.role == "system" && talk)
            events_.broken("the system prompt comes first", at.ledger.name());
          talk = talk || m.role != "system";
          for (const auto& line : lines_of(m.content.value_or("")))
            at.ledger.shown_text(line, begun);
        }
      },
      context_atom_v, who(by, at), at.ref, std::move(command));
}

}  // namespace parley::testing::simulation
