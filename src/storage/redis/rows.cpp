#include "storage/redis/rows.hpp"

#include "parley/domain/json.hpp"
#include "redis/failure.hpp"
#include "storage/redis/packing.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::redis {
namespace {

std::optional<std::int64_t> micros(const std::optional<base::timestamp>& t) {
  return t ? std::optional{base::to_micros(*t)} : std::nullopt;
}

std::optional<base::timestamp> time_of(const std::optional<std::int64_t>& t) {
  return t ? std::optional{base::from_micros(*t)} : std::nullopt;
}

template <class Enum>
std::int64_t as_number(Enum value) {
  return static_cast<std::int64_t>(value);
}

template <class T>
T whole(base::result<T> read) {
  if (!read) throw parley::redis::failure::damaged(read.error().text);
  return std::move(*read);
}

}  // namespace

session_entry entry_of(const relational::open_session& session, const domain::session& record,
                       const std::string& text, std::int64_t shared_upto) {
  return {{*session.address, session.log, record.revision, 0, 0, shared_upto, record.touched_at,
           session.agents},
          {record.status, record.created_at},
          record.closed_at,
          record.type,
          record.user_id,
          record.conversation_id,
          record.root_session_id,
          record.parent_session_id,
          text};
}

std::string pack(const session_entry& e) {
  packer p;
  p.raw(number_key(e.row.log)).text(e.row.address.tenant).text(e.row.address.id);
  p.number(e.row.revision).number(e.row.shared_upto).number(base::to_micros(e.row.touched_at));
  p.number(as_number(e.facts.status)).number(base::to_micros(e.facts.created_at));
  p.optional_number(micros(e.closed_at))
      .number(as_number(e.type))
      .optional_text(e.user)
      .text(e.conversation);
  p.optional_text(e.root).optional_text(e.parent).text(e.row.agents).text(e.record);
  return p.take();
}

session_entry read_entry(std::string_view bytes) {
  unpacker u{bytes};
  session_entry e;
  e.row.log = number_of(u.raw(number_key(0).size()));
  e.row.address.tenant = u.text();
  e.row.address.id = u.text();
  e.row.revision = u.number();
  e.row.shared_upto = u.number();
  e.row.touched_at = base::from_micros(u.number());
  e.facts.status = static_cast<domain::session_status>(u.number());
  e.facts.created_at = base::from_micros(u.number());
  e.closed_at = time_of(u.optional_number());
  e.type = static_cast<domain::session_type>(u.number());
  e.user = u.optional_text();
  e.conversation = u.text();
  e.root = u.optional_text();
  e.parent = u.optional_text();
  e.row.agents = u.text();
  e.record = u.text();
  return e;
}

std::string pack(const relational::turn_counts& counts) {
  return packer{}.number(counts.turns).number(counts.rounds).take();
}

relational::turn_counts read_counts(std::string_view bytes) {
  unpacker u{bytes};
  relational::turn_counts counts;
  counts.turns = u.number();
  counts.rounds = u.number();
  return counts;
}

std::string pack(const domain::head& head) {
  return packer{}.number(head.last_seq).number(base::to_micros(head.last_append)).take();
}

domain::head read_head(std::string_view bytes) {
  unpacker u{bytes};
  domain::head head;
  head.last_seq = u.number();
  head.last_append = base::from_micros(u.number());
  return head;
}

std::string pack(const std::vector<segment>& shared) {
  packer p;
  p.number(static_cast<std::int64_t>(shared.size()));
  for (const auto& run : shared) p.number(run.log).number(run.upto);
  return p.take();
}

segments read_segments(const std::optional<std::string>& bytes, std::int64_t own) {
  std::vector<segment> shared;
  if (bytes) {
    unpacker u{*bytes};
    for (auto left = u.number(); left > 0; --left) {
      segment run;
      run.log = u.number();
      run.upto = u.number();
      shared.push_back(run);
    }
  }
  return segments{std::move(shared), own};
}

std::string pack(const domain::turn& t, const std::string& tenant) {
  return packer{}.text(tenant).text(domain::write_turn(t)).text(t.draft.text).take();
}

std::string tenant_of_turn(std::string_view bytes) { return unpacker{bytes}.text(); }

domain::turn read_turn(std::string_view bytes) {
  unpacker u{bytes};
  u.view();
  const auto record = u.view();
  return whole(relational::parse_turn(record, u.text()));
}

std::string pack(const job& j) {
  packer p;
  p.number(j.id).number(as_number(j.kind)).text(j.tenant).text(j.session_id);
  p.number(as_number(j.state)).number(j.attempts).number(base::to_micros(j.not_before));
  p.number(base::to_micros(j.created_at)).text(j.reason).text(j.payload);
  return p.take();
}

job read_job(std::string_view bytes) {
  unpacker u{bytes};
  job j;
  j.id = u.number();
  j.kind = static_cast<job_kind>(u.number());
  j.tenant = u.text();
  j.session_id = u.text();
  j.state = static_cast<job_state>(u.number());
  j.attempts = u.number();
  j.not_before = base::from_micros(u.number());
  j.created_at = base::from_micros(u.number());
  j.reason = u.text();
  j.payload = u.text();
  return j;
}

std::string pack(const idempotent_effect& e) {
  packer p;
  p.digest(e.body_digest).text(e.session_id).number(e.log);
  p.number(static_cast<std::int64_t>(e.seqs.size()));
  for (const auto seq : e.seqs) p.number(seq);
  p.number(std::int64_t{e.all_known}).text(e.record).text(e.note).number(base::to_micros(e.at));
  return p.take();
}

idempotent_effect read_effect(std::string_view bytes) {
  unpacker u{bytes};
  idempotent_effect e;
  e.body_digest = u.digest();
  e.session_id = u.text();
  e.log = u.number();
  for (auto left = u.number(); left > 0; --left) e.seqs.push_back(u.number());
  e.all_known = u.number() != 0;
  e.record = u.text();
  e.note = u.text();
  e.at = base::from_micros(u.number());
  return e;
}

std::string pack(const summary_row& row) {
  return packer{}
      .number(row.to_seq)
      .number(std::int64_t{row.stale})
      .text(row.id)
      .text(row.record)
      .take();
}

summary_row read_summary_row(std::string_view bytes) {
  unpacker u{bytes};
  summary_row row;
  row.to_seq = u.number();
  row.stale = u.number() != 0;
  row.id = u.text();
  row.record = u.text();
  return row;
}

domain::summary summary_of(const summary_row& row) {
  return whole(relational::parse_summary(row.record));
}

namespace {

packer& add(packer& p, const domain::erasure& e) {
  p.text(e.receipt_id).number(e.sessions).number(e.messages).number(e.forks);
  return p.number(e.summaries)
      .number(base::to_micros(e.invisible_at))
      .optional_number(micros(e.purged_at));
}

domain::erasure take_receipt(unpacker& u, domain::erased_kind kind, const std::string& subject) {
  domain::erasure e;
  e.kind = kind;
  e.subject = subject;
  e.receipt_id = u.text();
  e.sessions = u.number();
  e.messages = u.number();
  e.forks = u.number();
  e.summaries = u.number();
  e.invisible_at = base::from_micros(u.number());
  e.purged_at = time_of(u.optional_number());
  return e;
}

}  // namespace

std::string pack(const tombstone& t) {
  packer p;
  return add(p, t.receipt).text(t.part_of).number(t.log).take();
}

tombstone read_tombstone(std::string_view bytes, const std::string& session) {
  unpacker u{bytes};
  tombstone t;
  t.receipt = take_receipt(u, domain::erased_kind::session, session);
  t.part_of = u.text();
  t.log = u.number();
  return t;
}

std::string pack(const receipt_row& r) {
  packer p;
  return add(p, r.receipt).text(r.part_of).number(r.upto).take();
}

receipt_row read_receipt(std::string_view bytes, domain::erased_kind kind,
                         const std::string& subject) {
  unpacker u{bytes};
  receipt_row r;
  r.receipt = take_receipt(u, kind, subject);
  r.part_of = u.text();
  r.upto = u.number();
  return r;
}

std::string pack(const moving_log& m) {
  return packer{}
      .text(m.session.tenant)
      .text(m.session.id)
      .number(m.key)
      .number(m.log)
      .number(as_number(m.state))
      .take();
}

moving_log read_moving(std::string_view bytes) {
  unpacker u{bytes};
  moving_log m;
  m.session.tenant = u.text();
  m.session.id = u.text();
  m.key = u.number();
  m.log = u.number();
  m.state = static_cast<moving_state>(u.number());
  return m;
}

std::string pack(const position_row& r) {
  return packer{}.number(r.log).number(r.seq).text(r.tenant).optional_text(r.sender).take();
}

position_row read_position(std::string_view bytes) {
  unpacker u{bytes};
  position_row r;
  r.log = u.number();
  r.seq = u.number();
  r.tenant = u.text();
  r.sender = u.optional_text();
  return r;
}

}  // namespace parley::storage::redis
