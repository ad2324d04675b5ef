#include "storage/sqlite/transaction.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "parley/base/utf8.hpp"
#include "parley/domain/message_id.hpp"
#include "storage/agents.hpp"
#include "storage/effect.hpp"
#include "storage/refusal.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

known_message read_known(const statement& row) {
  known_message known;
  known.entry = {row.integer(0), std::string{row.text(1)}, true, row.optional_text(3),
                 base::from_micros(row.integer(4))};
  known.body_digest = row.digest(2);
  known.erased = row.integer(5) == static_cast<std::int64_t>(domain::message_status::erased);
  return known;
}

std::string checked_text(const session_ref& session, const domain::session& record) {
  if (auto why = refusal::misplaced(session, record); !why.empty())
    throw failure(SQLITE_MISUSE, why);
  return record_text(record);
}

}  // namespace

transaction::transaction(connection& c, write_statements& s, const options& opts)
    : connection_(c), sql_(s), limits_(opts.limits), now_(opts.clock->now()) {
  sql_.begin.run();
  try {
    read_meta();
  } catch (const failure&) {
    roll_back();
    throw;
  }
}

transaction::~transaction() { roll_back(); }

void transaction::roll_back() noexcept {
  // SQLite has rolled back by itself after a commit and after some errors.
  if (sqlite3_get_autocommit(connection_.handle()) != 0) return;
  try {
    sql_.rollback.run();
  } catch (const failure&) {
    // The connection is of no use then, and the next statement on it says so.
  }
}

void transaction::read_meta() {
  running meta{sql_.meta};
  while (meta->step()) {
    const auto name = meta->text(0);
    const auto value = meta->integer(1);
    if (name == "epoch") epoch_ = value;
    if (name == "next_session") next_session_ = first_session_ = value;
    if (name == "next_job") next_job_ = first_job_ = value;
    if (name == "next_log") next_log_ = value;
    if (name == "next_position") next_position_ = first_position_ = value;
  }
}

bool transaction::run_one(statement& s) {
  s.run();
  return sqlite3_changes64(connection_.handle()) == 1;
}

std::uint64_t transaction::raise_epoch() {
  set_meta("epoch", ++epoch_);
  return epoch();
}

void transaction::set_meta(std::string_view name, std::int64_t value) {
  sql_.set_meta.bind_all(name, value);
  sql_.set_meta.run();
}

bool transaction::exists(const session_ref& session) {
  running row{sql_.session_by_id};
  row->bind_all(std::string_view{session.tenant}, std::string_view{session.id});
  return row->step();
}

open_session* transaction::open(const submission& s) {
  if (const auto it = sessions_.find(s.key); it != sessions_.end()) {
    auto& session = it->second;
    return *session.address == s.session && session.log == s.log ? &session : nullptr;
  }
  running row{sql_.session_by_key};
  row->bind_all(s.key);
  if (!row->step() || row->text(0) != s.session.tenant || row->text(1) != s.session.id ||
      row->integer(2) != s.log)
    return nullptr;
  auto history = row->integer(6) > 0 ? history_of(s.log) : segments{{}, s.log};
  const auto head = head_of(history);
  const auto touched_at = base::from_micros(row->integer(7));
  open_session session{
      s.key,           s.log,      row->integer(3),
      row->integer(4), row->integer(5), head,
      touched_at,      std::max(touched_at, head.last_append), std::move(history),
      &s.session};
  session.agents = row->text(8);
  session.counted_length = head.last_seq;
  session.counted_upto = *session.listed_at;
  return &sessions_.emplace(s.key, std::move(session)).first->second;
}

domain::head transaction::head_of(const segments& history) {
  {
    running row{sql_.head};
    row->bind_all(history.own());
    if (row->step()) return {row->integer(0), base::from_micros(row->integer(1))};
  }
  const auto seq = history.shared_upto();
  if (seq == 0) return {};
  running row{sql_.received_at};
  row->bind_all(history.log_of(seq), seq);
  if (!row->step()) return {};
  return {seq, base::from_micros(row->integer(0))};
}

open_session& transaction::create(const submission& s, const domain::session& record) {
  const auto text = checked_text(s.session, record);
  const auto log = take(next_log_);
  open_session session{take(next_session_), log,           record.revision,
                       record.turn_count,   record.round,  {},
                       record.touched_at,   std::nullopt,  segments{{}, log},
                       &s.session};
  session.agents = agents_text(record);
  session.counted_upto = record.created_at;
  bind_session(sql_.insert_session, session.key, session.log, record, text);
  sql_.insert_session.bind(15, record.turn_count);
  sql_.insert_session.bind(16, record.round);
  sql_.insert_session.bind(17, s.fork ? s.fork->at_seq : 0);
  sql_.insert_session.bind(18, std::string_view{session.agents});
  sql_.insert_session.run();
  ++added_[s.session.tenant].sessions;
  statistics_.add({s.session.tenant, session.agents, record.status, record.created_at});
  auto& created = sessions_.emplace(session.key, std::move(session)).first->second;
  if (record.turn_count != 0 || record.round != 0) keep_tally(created, s.fork ? s.fork->at_seq : 0);
  return created;
}

std::optional<fork_source> transaction::find_history(const session_ref& session) {
  running row{sql_.log_of_session};
  row->bind_all(std::string_view{session.tenant}, std::string_view{session.id});
  if (!row->step()) return std::nullopt;
  auto history = history_of(row->integer(0));
  const auto head = head_of(history);
  return fork_source{std::move(history), head};
}

turn_counts transaction::counts_at(const segments& history, std::int64_t seq) {
  const auto runs = history.ranges(0, seq_max);
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    // Rounds may have been noted before the first row of a log: at the seq before it.
    if (run->from - 1 > seq) continue;
    running row{sql_.tally_at};
    row->bind_all(run->log, std::min(seq, run->to));
    if (row->step()) return {row->integer(0), row->integer(1)};
  }
  return {};
}

void transaction::share(open_session& session, std::vector<segment> shared) {
  for (const auto& run : shared) {
    sql_.share.bind_all(session.log, run.upto, run.log);
    sql_.share.run();
  }
  session.history = segments{std::move(shared), session.log};
  session.head = head_of(session.history);
}

std::int64_t transaction::shared_by_others(std::int64_t log) {
  running row{sql_.shared_by_others};
  row->bind_all(log);
  return row->step() ? row->integer(0) : 0;
}

void transaction::keep_tally(const open_session& session, std::int64_t seq) {
  sql_.keep_tally.bind_all(session.log, seq, session.turn_count, session.round);
  sql_.keep_tally.run();
}

void transaction::update(open_session& session, const domain::session& record) {
  const auto text = checked_text(*session.address, record);
  auto agents = agents_text(record);
  auto facts = counted(session);
  bind_session(sql_.update_session, session.key, session.log, record, text);
  sql_.update_session.bind(15, std::string_view{agents});
  if (!run_one(sql_.update_session))
    throw failure(SQLITE_MISUSE, refusal::moved_creation);
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
  running row{sql_.status_and_age};
  row->bind_all(session.key);
  if (!row->step()) throw failure(SQLITE_MISUSE, "a session that is counted is gone");
  const auto created_at = base::from_micros(row->integer(1));
  return {session.address->tenant,
          session.agents,
          static_cast<domain::session_status>(row->integer(0)),
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

void transaction::unlist(const open_session& session) {
  if (!session.listed_at) return;
  sql_.unlist_active.bind_all(std::string_view{session.address->tenant},
                              base::to_micros(*session.listed_at),
                              std::string_view{session.address->id});
  sql_.unlist_active.run();
}

void transaction::list_by_activity(open_session& session) {
  const auto active_at = std::max(session.touched_at, session.head.last_append);
  if (session.listed_at == active_at) return;
  unlist(session);
  sql_.list_active.bind_all(std::string_view{session.address->tenant}, base::to_micros(active_at),
                            std::string_view{session.address->id});
  sql_.list_active.run();
  session.listed_at = active_at;
}

std::optional<known_message> transaction::find_message(const open_session& session,
                                                       const std::string& id) {
  if (const auto seq = domain::seq_of_message_id(id); seq && *seq <= session.head.last_seq) {
    running row{sql_.message_by_seq};
    row->bind_all(session.history.log_of(*seq), *seq);
    if (row->step() && row->text(1) == id) return read_known(*row);
  }
  for (const auto& run : session.history.ranges(1, session.head.last_seq)) {
    running row{sql_.message_by_given_id};
    row->bind_all(run.log, std::string_view{id});
    if (row->step() && row->integer(0) <= run.to) return read_known(*row);
  }
  return std::nullopt;
}

void transaction::append(open_session& session, const std::string& message_id,
                         const domain::message& entry) {
  const message_place place{take(next_position_), session.log, session.head.last_seq + 1};
  const auto agent = agent_role(session.agents, entry.sender_id);
  bind_message(sql_.insert_message, place, message_id, entry, agent);
  sql_.insert_message.run();
  session.head = {place.seq, entry.received_at};
  ++added_[session.address->tenant].messages;
  const auto content = entry.content ? std::string_view{*entry.content} : std::string_view{};
  statistics_.received({session.address->tenant, agent, entry.received_at,
                        static_cast<std::int64_t>(base::code_points(content))});
}

void transaction::keep(const open_session& session, const domain::turn& t) {
  const auto text = domain::write_turn(t);
  bind_turn(sql_.keep_turn, session.key, t, text);
  sql_.keep_turn.run();
}

void transaction::count(open_session& session, std::int64_t turns, std::int64_t rounds) {
  session.turn_count += turns;
  session.round += rounds;
  sql_.count_turns.bind_all(session.key, session.turn_count, session.round);
  sql_.count_turns.run();
  keep_tally(session, session.head.last_seq);
}

std::optional<idempotent_effect> transaction::find_effect(const std::string& tenant,
                                                          const idempotency& once) {
  running row{sql_.find_effect};
  row->bind_all(std::string_view{tenant}, std::string_view{once.key}, std::string_view{once.route});
  if (!row->step()) return std::nullopt;
  auto effect = read_effect(*row);
  if (!is_kept(effect.at, now_, limits_)) return std::nullopt;
  return effect;
}

void transaction::keep_effect(const std::string& tenant, const idempotency& once,
                              const idempotent_effect& effect) {
  const auto seqs = join_seqs(effect.seqs);
  sql_.keep_effect.bind_all(std::string_view{tenant}, std::string_view{once.key},
                            std::string_view{once.route}, base::to_micros(effect.at),
                            effect.body_digest, std::string_view{effect.session_id}, effect.log,
                            std::int64_t{effect.all_known}, std::string_view{seqs},
                            std::string_view{effect.record}, std::string_view{effect.note});
  sql_.keep_effect.run();
}

void transaction::set(const tenant_setting& what) {
  auto& sql = what.value.empty() ? sql_.remove_setting : sql_.keep_setting;
  sql.bind(1, std::string_view{what.tenant});
  sql.bind(2, std::string_view{what.name});
  if (!what.value.empty()) sql.bind(3, std::string_view{what.value});
  sql.run();
}

void transaction::finish() {
  for (auto& [key, session] : sessions_) {
    count_growth(session);
    list_by_activity(session);
  }
  for (const auto& [tenant, added] : added_) {
    sql_.count.bind_all(tenant, added.sessions, added.messages);
    sql_.count.run();
  }
  statistics_.write(sql_);
  if (next_session_ != first_session_) {
    set_meta("next_session", next_session_);
    set_meta("next_log", next_log_);
  }
  if (next_job_ != first_job_) set_meta("next_job", next_job_);
  if (next_position_ != first_position_) set_meta("next_position", next_position_);
}

void transaction::commit() { sql_.commit.run(); }

}  // namespace parley::storage::sqlite
