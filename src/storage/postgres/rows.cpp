#include "storage/postgres/rows.hpp"

#include "storage/relational/stored.hpp"

namespace parley::storage::postgres {

domain::message read_message(const row& r, int from) {
  domain::message m;
  m.seq = r.integer(from);
  m.received_at = base::from_micros(r.integer(from + 1));
  m.timestamp = base::from_micros(r.integer(from + 2));
  m.status = static_cast<domain::message_status>(r.integer(from + 3));
  m.body_digest = r.digest(from + 4);
  m.message_id = r.text(from + 5);
  m.role = r.text(from + 6);
  m.sender_id = r.optional_text(from + 7);
  m.name = r.optional_text(from + 8);
  m.tool_call_id = r.optional_text(from + 9);
  // What was erased is not there, also while its text is still to be removed.
  if (m.status == domain::message_status::erased) {
    m.body_digest = {};
    return m;
  }
  m.content = r.optional_text(from + 10);
  m.tool_calls.text = r.text(from + 11);
  m.metadata.text = r.text(from + 12);
  m.item.text = r.text(from + 13);
  m.extra.text = r.text(from + 14);
  return m;
}

base::result<domain::turn> read_turn(const row& r, int from) {
  return relational::parse_turn(r.text(from), r.text(from + 1));
}

job read_job(const row& r, int from) {
  job j;
  j.id = r.integer(from);
  j.kind = static_cast<job_kind>(r.integer(from + 1));
  j.tenant = r.text(from + 2);
  j.session_id = r.text(from + 3);
  j.state = static_cast<job_state>(r.integer(from + 4));
  j.attempts = r.integer(from + 5);
  j.not_before = base::from_micros(r.integer(from + 6));
  j.created_at = base::from_micros(r.integer(from + 7));
  j.reason = r.text(from + 8);
  j.payload = r.text(from + 9);
  return j;
}

idempotent_effect read_effect(const row& r, int from) {
  idempotent_effect effect;
  effect.body_digest = r.digest(from);
  effect.session_id = r.text(from + 1);
  effect.log = r.integer(from + 2);
  effect.seqs = relational::split_seqs(r.raw(from + 3));
  effect.all_known = r.integer(from + 4) != 0;
  effect.record = r.text(from + 5);
  effect.at = base::from_micros(r.integer(from + 6));
  effect.note = r.text(from + 7);
  return effect;
}

domain::erasure read_receipt(const row& r, domain::erased_kind kind, const std::string& subject,
                             int from) {
  domain::erasure e;
  e.receipt_id = r.text(from);
  e.kind = kind;
  e.subject = subject;
  e.sessions = r.integer(from + 1);
  e.messages = r.integer(from + 2);
  e.forks = r.integer(from + 3);
  e.invisible_at = base::from_micros(r.integer(from + 4));
  if (!r.is_null(from + 5)) e.purged_at = base::from_micros(r.integer(from + 5));
  e.summaries = r.integer(from + 6);
  return e;
}

}  // namespace parley::storage::postgres
