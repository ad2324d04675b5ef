#include "actors/writer.hpp"

#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;

namespace {

commit_reply refuse(storage::submission& sent, base::status why) {
  commit_reply answer;
  answer.outcome.kind = storage::commit::rejected;
  answer.outcome.error = std::move(why);
  answer.sent = std::move(sent);
  return answer;
}

/// One line for a group whose commit failed as a whole, however large it was.
void report(const std::vector<storage::outcome>& outcomes) {
  for (const auto& outcome : outcomes) {
    const bool unknown = outcome.kind == storage::commit::unknown;
    if (!unknown && outcome.error.code != base::errc::unavailable) continue;
    telemetry::log(telemetry::severity::error, unknown ? "commit unknown" : "commit rejected",
                   {{"reason", outcome.error.text}, {"group", std::to_string(outcomes.size())}});
    return;
  }
}

}  // namespace

void writer_state::commit() {
  auto outcomes = log->commit(group);
  env->counters->commits.fetch_add(1, std::memory_order_relaxed);
  report(outcomes);
  for (std::size_t i = 0; i < group.size(); ++i)
    callers[i].deliver({std::move(outcomes[i]), std::move(group[i])});
  group.clear();
  callers.clear();
  group_bytes = 0;
}

writer_actor::behavior_type writer(writer_actor::stateful_pointer<writer_state> self,
                                   environment_ptr env,
                                   std::shared_ptr<std::unique_ptr<storage::log_writer>> log) {
  auto& state = self->state;
  state.env = std::move(env);
  state.log = std::move(*log);
  return {
      [self](submit_atom, const caller&, storage::submission& sent) {
        auto& s = self->state;
        reply<commit_reply> answer{self->make_response_promise<commit_reply>()};
        const auto bytes = sent.bytes();
        if (s.group_bytes + bytes > static_cast<std::size_t>(s.env->limits.writer_bytes) &&
            !s.group.empty()) {
          answer.deliver(refuse(
              sent, {base::errc::overloaded, "", "Too much waits to be written; try again.", 100}));
        } else {
          if (s.group.empty()) self->send(self, flush_atom_v);
          s.group_bytes += bytes;
          sent.epoch = s.log->epoch();
          s.group.push_back(std::move(sent));
          s.callers.push_back(std::move(answer));
        }
        return caf::delegated<commit_reply>{};
      },
      [self](flush_atom) { self->state.commit(); },
      [self](tick_atom) {
        if (self->state.group.empty()) self->state.log->idle();
      },
  };
}

}  // namespace parley::actors
