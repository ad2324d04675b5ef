#include "storage/relational/transaction.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "parley/base/utf8.hpp"
#include "parley/domain/message_id.hpp"
#include "storage/agents.hpp"
#include "storage/effect.hpp"
#include "storage/refusal.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::relational {
open_session* transaction::open(const submission& s) {
  if (const auto it = sessions_.find(s.key); it != sessions_.end()) {
    auto& session = it->second;
    return *session.address == s.session && session.log == s.log ? &session : nullptr;
  }
  const auto row = rows_.session_of(s.key);
  if (!row || row->address != s.session || row->log != s.log) return nullptr;
  auto history = row->shared_upto > 0 ? rows_.history_of(s.log) : segments{{}, s.log};
  const auto head = head_of(history);
  open_session session{s.key,
                       s.log,
                       row->revision,
                       row->turn_count,
                       row->round,
                       head,
                       row->touched_at,
                       std::max(row->touched_at, head.last_append),
                       std::move(history),
                       &s.session};
  session.agents = row->agents;
  session.counted_length = head.last_seq;
  session.counted_upto = *session.listed_at;
  return &sessions_.emplace(s.key, std::move(session)).first->second;
}

domain::head transaction::head_of(const segments& history) {
  if (const auto newest = rows_.newest_of(history.own())) return *newest;
  const auto seq = history.shared_upto();
  if (seq == 0) return {};
  const auto at = rows_.received_at(history.log_of(seq), seq);
  return at ? domain::head{seq, *at} : domain::head{};
}

open_session& transaction::create(const submission& s, const domain::session& record) {
  const auto text = checked_text(s.session, record);
  const auto log = next_.next_log++;
  open_session session{next_.next_session++, log,       record.revision,   record.turn_count,
                       record.round,         {},        record.touched_at, std::nullopt,
                       segments{{}, log},    &s.session};
  session.agents = agents_text(record);
  session.counted_upto = record.created_at;
  const auto shared_upto = s.fork ? s.fork->at_seq : 0;
  rows_.insert_session(session, record, text, shared_upto);
  ++added_[s.session.tenant].sessions;
  statistics_.add({s.session.tenant, session.agents, record.status, record.created_at});
  auto& created = sessions_.emplace(session.key, std::move(session)).first->second;
  if (record.turn_count != 0 || record.round != 0) rows_.keep_tally(created, shared_upto);
  return created;
}

std::optional<fork_source> transaction::find_history(const session_ref& session) {
  const auto log = rows_.log_of(session);
  if (!log) return std::nullopt;
  auto history = rows_.history_of(*log);
  const auto head = head_of(history);
  return fork_source{std::move(history), head};
}

turn_counts transaction::counts_at(const segments& history, std::int64_t seq) {
  const auto runs = history.ranges(0, seq_max);
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    // Rounds may have been noted before the first row of a log: at the seq before it.
    if (run->from - 1 > seq) continue;
    if (const auto found = rows_.tally_at(run->log, std::min(seq, run->to))) return *found;
  }
  return {};
}

void transaction::share(open_session& session, std::vector<segment> shared) {
  for (const auto& run : shared) rows_.share(session, run);
  session.history = segments{std::move(shared), session.log};
  session.head = head_of(session.history);
}

void transaction::update(open_session& session, const domain::session& record) {
  const auto text = checked_text(*session.address, record);
  auto agents = agents_text(record);
  auto facts = counted(session);
  if (facts.created_at != record.created_at) throw std::runtime_error(refusal::moved_creation);
  rows_.update_session(session, record, text, agents);
  session.revision = record.revision;
  session.touched_at = record.touched_at;
  if (facts.status == record.status && session.agents == agents) return;
  statistics_.remove(facts);
  session.agents = std::move(agents);
  facts.status = record.status;
  facts.agents = session.agents;
  statistics_.add(facts);
}

counted_session transaction::counted(const open_session& session) {
  const auto [status, created_at] = rows_.status_of(session.key);
  return {session.address->tenant,
          session.agents,
          status,
          created_at,
          session.counted_length,
          (session.counted_upto - created_at).count()};
}

void transaction::count_growth(open_session& session) {
  const auto active_at = std::max(session.touched_at, session.head.last_append);
  statistics_.grow(session.address->tenant, session.agents,
                   session.head.last_seq - session.counted_length,
                   (active_at - session.counted_upto).count());
  session.counted_length = session.head.last_seq;
  session.counted_upto = active_at;
}

void transaction::list_by_activity(open_session& session) {
  const auto active_at = std::max(session.touched_at, session.head.last_append);
  if (session.listed_at == active_at) return;
  if (session.listed_at) rows_.unlist(*session.address, *session.listed_at);
  rows_.list(*session.address, active_at);
  session.listed_at = active_at;
}

std::optional<known_message> transaction::find_message(const open_session& session,
                                                       const std::string& id) {
  if (const auto seq = domain::seq_of_message_id(id); seq && *seq <= session.head.last_seq) {
    auto found = rows_.message_at(session.history.log_of(*seq), *seq);
    if (found && found->entry.message_id == id) return found;
  }
  for (const auto& run : session.history.ranges(1, session.head.last_seq)) {
    auto found = rows_.message_of(run.log, id);
    if (found && found->entry.seq <= run.to) return found;
  }
  return std::nullopt;
}

void transaction::append(open_session& session, const std::string& message_id,
                         const domain::message& entry) {
  const message_place place{next_.next_position++, session.log, session.head.last_seq + 1};
  const auto agent = agent_role(session.agents, entry.sender_id);
  rows_.insert_message(session, place, message_id, entry, agent);
  session.head = {place.seq, entry.received_at};
  ++added_[session.address->tenant].messages;
  const auto content = entry.content ? std::string_view{*entry.content} : std::string_view{};
  statistics_.received({session.address->tenant, agent, entry.received_at,
                        static_cast<std::int64_t>(base::code_points(content))});
}

void transaction::count(open_session& session, std::int64_t turns, std::int64_t rounds) {
  session.turn_count += turns;
  session.round += rounds;
  rows_.put_turn_counts(session);
  rows_.keep_tally(session, session.head.last_seq);
}

std::optional<base::status> transaction::keep_summary(const open_session& session,
                                                      const summary_order& order) {
  const auto there = rows_.summaries_of(session.history);
  if (auto refused = misfit(order, there, session.head.last_seq)) return refused;
  rows_.keep_summary(session, order.made);
  return std::nullopt;
}

std::optional<idempotent_effect> transaction::find_effect(const std::string& tenant,
                                                          const idempotency& once) {
  auto effect = rows_.effect_of(tenant, once);
  if (!effect || !is_kept(effect->at, now_, limits_)) return std::nullopt;
  return effect;
}

std::int64_t transaction::add(const job& j) {
  const auto id = next_.next_job++;
  rows_.insert_job(id, j);
  return id;
}

void transaction::finish() {
  for (auto& [key, session] : sessions_) {
    count_growth(session);
    list_by_activity(session);
  }
  for (const auto& [tenant, added] : added_) rows_.add_counts(std::string{tenant}, added);
  statistics_.write(rows_);
  if (next_ != first_) rows_.put(first_, next_);
}

}  // namespace parley::storage::relational
