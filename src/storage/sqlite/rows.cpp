#include "storage/sqlite/rows.hpp"

#include <utility>

namespace parley::storage::sqlite {
domain::message read_message(const statement& row) {
  domain::message m;
  m.seq = row.integer(0);
  m.received_at = base::from_micros(row.integer(1));
  m.timestamp = base::from_micros(row.integer(2));
  m.status = static_cast<domain::message_status>(row.integer(3));
  m.body_digest = row.digest(4);
  m.message_id = row.text(5);
  m.role = row.text(6);
  m.sender_id = row.optional_text(7);
  m.name = row.optional_text(8);
  m.tool_call_id = row.optional_text(9);
  // What was erased is not there, also while its text is still to be removed.
  if (m.status == domain::message_status::erased) {
    m.body_digest = {};
    return m;
  }
  m.content = row.optional_text(10);
  m.tool_calls.text = row.text(11);
  m.metadata.text = row.text(12);
  m.item.text = row.text(13);
  m.extra.text = row.text(14);
  return m;
}

void bind_message(statement& insert, const relational::message_place& place,
                  const std::string& message_id, const domain::message& m, std::string_view agent) {
  const std::int64_t given = m.message_id.empty() ? 0 : 1;
  insert.bind_all(place.position, place.log, place.seq, given, std::string_view{message_id},
                  base::to_micros(m.received_at), base::to_micros(m.timestamp),
                  static_cast<std::int64_t>(m.status), m.body_digest, std::string_view{m.role},
                  m.sender_id, m.name, m.tool_call_id, m.content);
  insert.bind_text_or_null(15, m.tool_calls.text);
  insert.bind_text_or_null(16, m.metadata.text);
  insert.bind_text_or_null(17, m.item.text);
  insert.bind_text_or_null(18, m.extra.text);
  insert.bind_text_or_null(19, agent);
}

segments read_segments(statement& query, std::int64_t log) {
  running row{query};
  row->bind_all(log);
  std::vector<segment> shared;
  while (row->step()) shared.push_back({row->integer(0), row->integer(1)});
  return segments{std::move(shared), log};
}

void bind_session(statement& s, std::int64_t key, std::int64_t log, const domain::session& record,
                  const std::string& record_text) {
  s.bind_all(key, std::string_view{record.tenant_id}, std::string_view{record.session_id}, log,
             record.revision, base::to_micros(record.created_at),
             base::to_micros(record.touched_at), static_cast<std::int64_t>(record.status),
             static_cast<std::int64_t>(record.type), record.user_id,
             std::string_view{record.conversation_id}, record.root_session_id,
             record.parent_session_id, std::string_view{record_text});
}

void bind_turn(statement& s, std::int64_t session, const domain::turn& t,
               const std::string& record_text) {
  s.bind_all(session, t.ordinal, std::string_view{t.turn_id},
             std::string_view{t.question.message_id}, static_cast<std::int64_t>(t.state),
             std::string_view{record_text}, std::string_view{t.draft.text}, domain::asker_of(t));
}

base::result<domain::turn> read_turn(const statement& row) {
  return relational::parse_turn(row.text(0), std::string{row.text(1)});
}

void bind_job(statement& insert, std::int64_t id, const job& j) {
  insert.bind_all(id, static_cast<std::int64_t>(j.kind), std::string_view{j.tenant},
                  std::string_view{j.session_id}, static_cast<std::int64_t>(j.state), j.attempts,
                  base::to_micros(j.not_before), base::to_micros(j.created_at),
                  std::string_view{j.reason}, std::string_view{j.payload});
}

job read_job(const statement& row) {
  job j;
  j.id = row.integer(0);
  j.kind = static_cast<job_kind>(row.integer(1));
  j.tenant = row.text(2);
  j.session_id = row.text(3);
  j.state = static_cast<job_state>(row.integer(4));
  j.attempts = row.integer(5);
  j.not_before = base::from_micros(row.integer(6));
  j.created_at = base::from_micros(row.integer(7));
  j.reason = row.text(8);
  j.payload = row.text(9);
  return j;
}

idempotent_effect read_effect(const statement& row) {
  idempotent_effect effect;
  effect.body_digest = row.digest(0);
  effect.session_id = row.text(1);
  effect.log = row.integer(2);
  effect.seqs = split_seqs(row.text(3));
  effect.all_known = row.integer(4) != 0;
  effect.record = row.text(5);
  effect.at = base::from_micros(row.integer(6));
  effect.note = row.text(7);
  return effect;
}

domain::erasure read_receipt(const statement& row, domain::erased_kind kind,
                             const std::string& subject) {
  domain::erasure e;
  e.receipt_id = row.text(0);
  e.kind = kind;
  e.subject = subject;
  e.sessions = row.integer(1);
  e.messages = row.integer(2);
  e.forks = row.integer(3);
  e.invisible_at = base::from_micros(row.integer(4));
  if (!row.is_null(5)) e.purged_at = base::from_micros(row.integer(5));
  e.summaries = row.integer(6);
  return e;
}

}  // namespace parley::storage::sqlite
