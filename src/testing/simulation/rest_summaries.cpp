#include "parley/context/summary_plan.hpp"
#include "parley/storage/tiered.hpp"
#include "testing/simulation/world.hpp"

// Summaries when everything is at rest: what is due is made once its session is used, and each says
// what it covers, as that is now.

namespace parley::testing::simulation {

namespace {

constexpr std::chrono::minutes made_within{10};
constexpr int steps_between_looks = 25;
constexpr std::chrono::milliseconds time_between_looks{10};

std::string expected_text(const domain::summary& s, const std::vector<domain::message>& history) {
  std::vector<domain::message> covered;
  for (const auto& m : history)
    if (m.seq >= s.from_seq && m.seq <= s.to_seq && m.status != domain::message_status::erased)
      covered.push_back(m);
  return summary_text(s.from_seq, s.to_seq, covered);
}

}  // namespace

void workload::check_summaries(place& at, const std::vector<domain::summary>& summaries,
                               const std::vector<domain::message>& history) {
  const auto fails = [&](const char* promise, const domain::summary& s) {
    events_.broken(promise, at.ledger.name() + ": " + std::to_string(s.from_seq) + " to " +
                                std::to_string(s.to_seq) + ", '" + s.text + "'");
  };
  std::map<std::string, const domain::summary*> by_id;
  const domain::summary* latest = nullptr;
  for (const auto& s : summaries) {
    if (!by_id.emplace(s.summary_id, &s).second) fails("nothing is there twice", s);
    if (s.stale) {
      if (!s.text.empty()) fails("a stale summary has no text", s);
      continue;
    }
    if (s.from_seq > s.to_seq || s.to_seq > static_cast<std::int64_t>(history.size()))
      fails("a summary covers what is there", s);
    else if (s.text != expected_text(s, history))
      fails("a summary says what it covers", s);
    if (!latest || s.to_seq >= latest->to_seq) latest = &s;
  }
  // A fork may inherit one that its origin made later: what counts is the way back from the latest.
  for (const auto* s = latest; s; ) {
    const auto before = s->previous_summary_id ? by_id.find(*s->previous_summary_id) : by_id.end();
    const auto* previous = before == by_id.end() ? nullptr : before->second;
    if (s->previous_summary_id && (!previous || previous->stale))
      fails("summaries are contiguous", *s);
    if (s->from_seq != (previous ? previous->to_seq + 1 : 1)) fails("summaries are contiguous", *s);
    s = previous;
  }
  for (const auto& [id, to_seq] : at.summaries)
    if (const auto found = by_id.find(id); found == by_id.end() || found->second->to_seq != to_seq)
      events_.broken("what was acknowledged is there", at.ledger.name() + ": summary " + id);
}

/// Whether the rules want a summary and there is something to make it of.
bool world::is_due(const place& at) {
  auto access = store_.direct();
  const auto stored = access.log->load(at.ref).value();
  // What is in the archive waits for its summary until it comes back.
  if (!stored || storage::is_archived(stored->key)) return false;
  const auto& rules = node_->environment().summaries.rules;
  const auto state = access.log->summary_state_of(stored->log).value();
  storage::page_request behind;
  behind.after = state.latest ? state.latest->to_seq : 0;
  behind.upto = stored->head.last_seq;
  behind.items_max = 1'000'000;
  std::int64_t characters =
      state.latest ? static_cast<std::int64_t>(state.latest->text.size()) : 0;
  std::vector<context::talk_shape> talk;
  std::optional<std::size_t> prompt;
  const auto rest = access.log->page(stored->log, behind).value();
  for (const auto& m : rest) {
    if (m.status == domain::message_status::erased) continue;
    characters += static_cast<std::int64_t>(m.content.value_or("").size());
    if (m.role == "user") prompt = talk.size();
    talk.push_back(context::shape_of(m));
  }
  const auto round = state.latest ? state.latest->round : 0;
  const bool wanted = state.stale_to > 0 ||
                      context::last_due(round, stored->record.round, rules.rounds) > 0 ||
                      context::trigger_estimate(characters) > rules.max_tokens;
  return wanted && context::plan_summary(talk, prompt, rules).has_value();
}

void world::await_summaries() {
  for (auto& at : clients_.places()) {
    // Whoever comes alive finds out by itself what it needs.
    const protocol::caller who{at.ref.tenant, "", "", {}};
    (void)ask<protocol::done>(protocol::passivate_atom_v, who, at.ref);
    (void)ask<domain::session_view>(protocol::get_atom_v, who, at.ref);
  }
  const auto until = clock_.monotonic() + made_within;
  for (auto& at : clients_.places()) {
    while (is_due(at) && clock_.monotonic() < until && !events_.failed()) {
      for (int i = 0; i < steps_between_looks; ++i) move();
      node_->pass(time_between_looks);
    }
    if (is_due(at)) events_.broken("a summary that is due is made", at.ledger.name());
  }
}

}  // namespace parley::testing::simulation
