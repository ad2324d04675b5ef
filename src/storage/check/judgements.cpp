#include "storage/check/judgements.hpp"

#include <algorithm>

#include "parley/domain/json.hpp"
#include "parley/domain/keys.hpp"
#include "parley/domain/message_id.hpp"
#include "parley/domain/report.hpp"
#include "parley/domain/tree.hpp"

namespace parley::storage::check {
namespace {

bool names_a_log(const domain::json& payload) {
  if (!payload.is_object()) return false;
  const auto log = payload.find("log");
  return log != payload.end() && log->is_number_integer();
}

bool has_seqs(const domain::json& payload) {
  return payload.contains("seqs") && payload.at("seqs").is_array();
}

}  // namespace

std::string mistake_in(const domain::message& m, bool given, bool blank, bool waits) {
  if (m.status > domain::message_status::erased) return "has a status that is not known";
  if (!given && domain::seq_of_message_id(m.message_id) != m.seq)
    return "has the generated id " + m.message_id + ", which is that of another seq";
  if (m.status == domain::message_status::erased)
    return waits || blank ? "" : "is erased, and its text is still there";
  return m.body_digest == domain::body_digest(m) ? "" : "is not what its digest says";
}

void add_places(std::string_view payload, places& found) {
  const auto value = domain::parse_json(payload);
  if (!value || !names_a_log(*value) || !has_seqs(*value)) return;
  for (const auto& seq : value->at("seqs"))
    if (seq.is_number_integer())
      found.emplace(value->at("log").get<std::int64_t>(), seq.get<std::int64_t>());
}

std::string mistake_in(const turn_row& columns) {
  if (columns.ordinal < 1) return "has no ordinal";
  if (columns.state < 0 || columns.state > static_cast<int>(domain::turn_state::failed))
    return "has the state " + std::to_string(columns.state) + ", which is not known";
  return {};
}

std::string mistake_in(const turn_row& columns, const domain::turn& record) {
  const bool same = record.ordinal == columns.ordinal && record.turn_id == columns.turn_id &&
                    record.question.message_id == columns.question_id &&
                    static_cast<std::int64_t>(record.state) == columns.state &&
                    domain::asker_of(record).value_or("") == columns.asker;
  return same ? "" : "differs from its record";
}

std::string mistake_in(const summary_row& columns, const domain::summary& record) {
  if (record.summary_id != columns.summary_id || record.to_seq != columns.to_seq ||
      record.stale != columns.stale)
    return "differs from its record";
  if (record.to_seq > columns.last_seq) return "covers messages that are not there";
  if (record.stale && !record.text.empty()) return "is stale and has its text";
  return {};
}

bool can_be_done(const job& j, const base::limits& limits) {
  if (j.kind == job_kind::deliver) return domain::read_report(j.payload, limits).has_value();
  if (j.kind == job_kind::cascade) return domain::read_cascade(j.payload).has_value();
  if (j.kind != job_kind::purge && j.kind != job_kind::blank) return true;
  const auto payload = domain::parse_json(j.payload);
  return payload && names_a_log(*payload) && (j.kind == job_kind::purge || has_seqs(*payload));
}

bool has_other_key(const domain::session& r) {
  const bool as_created =
      std::all_of(r.participants.begin(), r.participants.end(),
                  [&](const domain::participant& p) { return p.joined_at <= r.created_at; });
  return as_created && r.session_key != domain::session_key(r.type, r.session_id, r.participants);
}

}  // namespace parley::storage::check
