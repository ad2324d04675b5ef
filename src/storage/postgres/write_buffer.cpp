#include "storage/postgres/write_buffer.hpp"

#include "storage/postgres/write_sql.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::postgres {
namespace {

using kind = column::kind;
constexpr auto number = kind::integer;
constexpr auto text = kind::text;

template <class Enum>
std::int64_t as_number(Enum value) {
  return static_cast<std::int64_t>(value);
}

std::optional<std::int64_t> micros(const std::optional<base::timestamp>& t) {
  return t ? std::optional{base::to_micros(*t)} : std::nullopt;
}

}  // namespace

write_buffer::write_buffer()
    : new_sessions_(write_sql::insert_sessions,
                    {number, number, number, number, number, number, number, number, number, number,
                     number, text, text, text, text, text, text, text, text}),
      changed_sessions_(write_sql::update_sessions, {number, number, number, number, number, number,
                                                     text, text, text, text, text, text}),
      changed_counts_(write_sql::update_turn_counts, {number, number, number}),
      new_segments_(write_sql::insert_segments, {number, number, number, text}),
      new_messages_(
          write_sql::insert_messages,
          {number, number, number, number, number, number, number, text, kind::bytes, text,
           text,   text,   text,   text,   text,   text,   text,   text, text,        text}),
      kept_turns_(write_sql::keep_turns,
                  {number, number, number, text, text, text, text, text, text}),
      kept_tallies_(write_sql::keep_tallies, {number, number, number, number, text}),
      kept_effects_(write_sql::keep_effects, {text, text, text, number, kind::bytes, text, number,
                                              number, text, text, text}),
      new_jobs_(write_sql::insert_jobs,
                {number, number, number, number, number, number, text, text, text, text}),
      changed_jobs_(write_sql::update_jobs, {number, number, number, number, text}),
      gone_jobs_(write_sql::delete_jobs, {number}),
      kept_moving_(write_sql::keep_moving, {number, number, number, text, text}),
      gone_moving_(write_sql::delete_moving, {number}),
      gone_sessions_(write_sql::delete_sessions, {number}),
      moved_activity_(write_sql::move_activity, {text, text, number, number}),
      new_activity_(write_sql::insert_activity, {text, text, number}),
      gone_activity_(write_sql::delete_activity, {text, text, number}),
      counts_(write_sql::add_counts, {text, number, number}),
      statistics_(write_sql::add_statistics, {text, text, number, number, number, number, number}),
      days_(write_sql::add_days, {text, text, number, number, number, number}),
      empty_statistics_(write_sql::drop_statistics, {text, text}),
      empty_days_(write_sql::drop_days, {text, text, number}) {}

void write_buffer::insert(const relational::open_session& session, const domain::session& record,
                          const std::string& record_text, std::int64_t shared_upto) {
  new_sessions_.add(session.key, session.log, record.revision, base::to_micros(record.created_at),
                    base::to_micros(record.touched_at), micros(record.closed_at), record.turn_count,
                    record.round, shared_upto, as_number(record.status), as_number(record.type),
                    record.tenant_id, record.session_id, record.user_id, record.conversation_id,
                    record.root_session_id, record.parent_session_id, session.agents, record_text);
}

void write_buffer::update(std::int64_t key, const domain::session& record,
                          const std::string& record_text, const std::string& agents) {
  updates_.insert_or_assign(key, session_update{record, record_text, agents});
}

void write_buffer::put_turn_counts(const relational::open_session& session) {
  turn_counts_.insert_or_assign(session.key,
                                relational::turn_counts{session.turn_count, session.round});
}

void write_buffer::list(const session_ref& session, base::timestamp active_at) {
  activity_[session].after = base::to_micros(active_at);
}

void write_buffer::unlist(const session_ref& session, base::timestamp active_at) {
  auto& place = activity_[session];
  // One that was listed in this transaction has no row yet.
  if (!place.after) place.before = base::to_micros(active_at);
  place.after.reset();
}

void write_buffer::share(const relational::open_session& session, const segment& run) {
  new_segments_.add(session.log, run.upto, run.log, session.address->tenant);
}

void write_buffer::keep_tally(const relational::open_session& session, std::int64_t seq) {
  tallies_.insert_or_assign(
      {session.log, seq}, tally_row{session.address->tenant, {session.turn_count, session.round}});
}

void write_buffer::insert(std::string_view tenant, const relational::message_place& place,
                          const std::string& message_id, const domain::message& m,
                          std::string_view agent) {
  const std::int64_t given = m.message_id.empty() ? 0 : 1;
  new_messages_.add(place.position, place.log, place.seq, base::to_micros(m.received_at),
                    base::to_micros(m.timestamp), as_number(m.status), given, tenant, m.body_digest,
                    message_id, m.role, m.sender_id, or_null(agent), m.name, m.tool_call_id,
                    m.content, or_null(m.tool_calls.text), or_null(m.metadata.text),
                    or_null(m.item.text), or_null(m.extra.text));
}

void write_buffer::keep(const relational::open_session& session, const domain::turn& t) {
  turns_.insert_or_assign(
      {session.key, t.ordinal},
      turn_row{session.address->tenant, t.question.message_id, domain::asker_of(t),
               as_number(t.state), t.turn_id, domain::write_turn(t), t.draft.text});
}

void write_buffer::keep(const std::string& tenant, const idempotency& once,
                        const idempotent_effect& effect) {
  effects_.insert_or_assign({tenant, {once.key, once.route}}, effect_row{once, effect});
}

void write_buffer::insert(std::int64_t id, const job& j) {
  new_jobs_.add(id, as_number(j.kind), as_number(j.state), j.attempts,
                base::to_micros(j.not_before), base::to_micros(j.created_at), j.tenant,
                j.session_id, j.reason, j.payload);
}

void write_buffer::update(const job& j) { job_updates_.insert_or_assign(j.id, j); }

void write_buffer::remove_job(std::int64_t id) { gone_jobs_.add(id); }

void write_buffer::keep(const moving_log& m) { moving_[m.log] = m; }

void write_buffer::remove_moving(std::int64_t log) { moving_[log] = std::nullopt; }

void write_buffer::release(std::int64_t key) {
  updates_.erase(key);
  turn_counts_.erase(key);
  gone_sessions_.add(key);
}

void write_buffer::add(const std::string& tenant, const tenant_counts& added) {
  counts_.add(tenant, added.sessions, added.messages);
}

void write_buffer::add(std::string_view tenant, std::string_view agent,
                       const relational::statistic_growth& added) {
  statistics_.add(tenant, agent, added.active, added.closed, added.archived, added.length,
                  added.duration_us);
}

void write_buffer::add(std::string_view tenant, std::string_view agent,
                       const relational::day_growth& added) {
  days_.add(tenant, agent, added.day, added.created, added.messages, added.characters);
}

void write_buffer::drop_empty(std::string_view tenant, std::string_view agent) {
  empty_statistics_.add(tenant, agent);
}

void write_buffer::drop_empty(std::string_view tenant, std::string_view agent, std::int64_t day) {
  empty_days_.add(tenant, agent, day);
}

void write_buffer::put(const relational::counters& now) { counters_ = now; }

void write_buffer::gather() {
  for (const auto& [key, u] : updates_)
    changed_sessions_.add(key, u.record.revision, base::to_micros(u.record.touched_at),
                          micros(u.record.closed_at), as_number(u.record.status),
                          as_number(u.record.type), u.record.user_id, u.record.conversation_id,
                          u.record.root_session_id, u.record.parent_session_id, u.agents, u.text);
  for (const auto& [key, counts] : turn_counts_)
    changed_counts_.add(key, counts.turns, counts.rounds);
  for (const auto& [session, place] : activity_) {
    if (place.before && place.after)
      moved_activity_.add(session.tenant, session.id, *place.before, *place.after);
    else if (place.before)
      gone_activity_.add(session.tenant, session.id, *place.before);
    else if (place.after)
      new_activity_.add(session.tenant, session.id, *place.after);
  }
  for (const auto& [where, t] : turns_)
    kept_turns_.add(where.first, where.second, t.state, t.tenant, t.turn_id, t.question_id, t.asker,
                    t.record, t.draft);
  for (const auto& [where, t] : tallies_)
    kept_tallies_.add(where.first, where.second, t.counts.turns, t.counts.rounds, t.tenant);
  for (const auto& [where, e] : effects_)
    kept_effects_.add(where.first, e.once.key, e.once.route, base::to_micros(e.effect.at),
                      e.effect.body_digest, e.effect.session_id, e.effect.log,
                      std::int64_t{e.effect.all_known}, relational::join_seqs(e.effect.seqs),
                      e.effect.record, e.effect.note);
  for (const auto& [id, j] : job_updates_)
    changed_jobs_.add(id, j.attempts, base::to_micros(j.not_before), as_number(j.state), j.reason);
  for (const auto& [log, m] : moving_)
    if (m)
      kept_moving_.add(m->log, m->key, as_number(m->state), m->session.tenant, m->session.id);
    else
      gone_moving_.add(log);
  moving_.clear();
  updates_.clear();
  turn_counts_.clear();
  activity_.clear();
  turns_.clear();
  tallies_.clear();
  effects_.clear();
  job_updates_.clear();
}

void write_buffer::send(pipeline& to) {
  gather();
  for (auto* each :
       {&new_sessions_,     &changed_sessions_, &changed_counts_, &new_segments_,  &new_messages_,
        &kept_turns_,       &kept_tallies_,     &kept_effects_,   &new_jobs_,      &changed_jobs_,
        &gone_jobs_,        &kept_moving_,      &gone_moving_,    &gone_sessions_, &gone_activity_,
        &moved_activity_,   &new_activity_,     &counts_,         &statistics_,    &days_,
        &empty_statistics_, &empty_days_})
    each->send(to);
  if (!counters_) return;
  to.add(write_sql::put_counters, parameters::of(counters_->next_session, counters_->next_log,
                                                 counters_->next_position, counters_->next_job));
  counters_.reset();
}

}  // namespace parley::storage::postgres
