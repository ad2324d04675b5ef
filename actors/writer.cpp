#include "actors/writer.hpp"

#include <algorithm>

#include "parley/telemetry/log.hpp"
#include "parley/telemetry/meters.hpp"

namespace parley::actors {

using namespace protocol;

namespace {

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

std::int64_t messages_of(const std::vector<storage::submission>& group) {
  std::size_t messages = 0;
  for (const auto& s : group)
    for (const auto& part : s.parts) messages += part.entries.size();
  return static_cast<std::int64_t>(messages);
}

bool brings_jobs(const storage::submission& s) {
  return s.erase || s.blank || s.move || s.receipt || (s.jobs && !s.jobs->add.empty()) ||
         std::any_of(s.parts.begin(), s.parts.end(),
                     [](const storage::append_part& part) { return !part.jobs.empty(); });
}

}  // namespace

std::int64_t writer_state::weight(const caf::type_erased_tuple& content) {
  if (content.size() < 3 || !content.match_element<storage::submission>(2)) return 0;
  return static_cast<std::int64_t>(content.get_as<storage::submission>(2).bytes());
}

void writer_state::tell_indexer(writer_actor::stateful_pointer<writer_state> self) {
  if (!indexer || index_asked || !index_due) return;
  index_asked = true;
  index_due = false;
  const auto answered = [this, self] {
    index_asked = false;
    tell_indexer(self);
  };
  self->request(indexer, caf::infinite, wake_atom_v)
      .then([answered](const done&) { answered(); },
            // It has ended; the node is on its way down.
            [](const caf::error&) {});
}

void writer_state::commit(writer_actor::stateful_pointer<writer_state> self) {
  const auto begun = env->clock->monotonic();
  auto outcomes = log->commit(group);
  env->meters->commit_us.record((env->clock->monotonic() - begun).count());
  env->meters->commit_messages.record(messages_of(group));
  // Also after a commit of which nobody knows: looking once too often costs little.
  if (courier && std::any_of(group.begin(), group.end(), brings_jobs))
    self->send(courier, wake_atom_v);
  index_due = index_due || std::any_of(group.begin(), group.end(), [](const auto& s) {
                return !s.parts.empty() || s.move;
              });
  tell_indexer(self);
  env->counters->commits.fetch_add(1, std::memory_order_relaxed);
  report(outcomes);
  for (std::size_t i = 0; i < group.size(); ++i) {
    gate->leave(weights[i].first, weights[i].second);
    callers[i].deliver({std::move(outcomes[i]), std::move(group[i])});
  }
  group.clear();
  callers.clear();
  weights.clear();
}

writer_actor::behavior_type writer(writer_pointer self, environment_ptr env,
                                   std::shared_ptr<std::unique_ptr<storage::log_writer>> log) {
  auto& state = self->state;
  state.env = std::move(env);
  state.log = std::move(*log);
  state.gate = &self->gate;
  self->gate.bound(state.env->limits.writer_bytes, state.env->limits.tenant_share_percent);
  return {
      [self](submit_atom, const caller& who, storage::submission& sent) {
        auto& s = self->state;
        if (s.group.empty()) self->send(self, flush_atom_v);
        s.weights.emplace_back(who.tenant, static_cast<std::int64_t>(sent.bytes()));
        s.callers.emplace_back(self->make_response_promise<commit_reply>());
        sent.epoch = s.log->epoch();
        s.group.push_back(std::move(sent));
        return caf::delegated<commit_reply>{};
      },
      [self](attach_atom, const courier_actor& courier) { self->state.courier = courier; },
      [self](attach_atom, const indexer_actor& indexer) {
        self->state.indexer = indexer;
        self->state.tell_indexer(self);
      },
      [self](flush_atom) { self->state.commit(self); },
      [self](tick_atom) {
        if (self->state.group.empty()) self->state.log->idle();
      },
  };
}

}  // namespace parley::actors
