#include <algorithm>

#include "parley/domain/json.hpp"
#include "storage/blanking.hpp"
#include "storage/redis/derived.hpp"
#include "storage/redis/job_scan.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/stored_number.hpp"
#include "storage/redis/structures.hpp"
#include "storage/redis/tables.hpp"

namespace parley::storage::redis {
namespace {

/// Whether the message of a report, or the input of a dead letter, has that value in a field.
std::string field_of(const std::string& name, const std::string& value) {
  return "\"" + name + "\":" + domain::canonical(domain::json(value));
}

bool reports(const std::string& payload, const char* field, const std::string& value) {
  const auto json = domain::parse_json(payload);
  if (!json || !json->is_object()) return false;
  const auto message = json->find("message");
  if (message == json->end() || !message->is_object()) return false;
  const auto found = message->find(field);
  return found != message->end() && *found == value;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

void tables::rewrite(std::int64_t log, std::int64_t seq, const message_row& row) {
  rows_.set(log, seq - first_seq(rows_, log), pack(row));
}

std::optional<relational::message_facts> tables::mark_erased(std::int64_t log, std::int64_t seq) {
  auto row = row_at(rows_, log, seq);
  if (!row || row->head.status == domain::message_status::erased) return std::nullopt;
  row->head.status = row->message.status = domain::message_status::erased;
  rewrite(log, seq, *row);
  return relational::message_facts{row->head.received_at, row->head.characters, row->agent};
}

void tables::remove_text(std::int64_t log, const std::vector<std::int64_t>& seqs) {
  for (const auto seq : seqs)
    if (auto row = row_at(rows_, log, seq)) rewrite(log, seq, blanked(std::move(*row)));
}

void tables::remove_copies(const session_ref& session, const std::string& message_id) {
  const auto report = session.id + ":" + message_id;
  const auto letter = field_of("message_id", message_id);
  const auto is_copy = [&](const job& j) {
    return j.kind == job_kind::deliver ? reports(j.payload, "message_id", report)
                                       : contains(j.payload, letter);
  };
  for (const auto id : find_jobs(rows_, key{}.text(session.tenant).text(session.id),
                                 {job_kind::deliver, job_kind::poison}, is_copy))
    remove_job(id);
}

void tables::remove_letters(const std::string& tenant, const std::string& user) {
  const auto letter = field_of("sender_id", user);
  const auto is_letter = [&](const job& j) {
    return j.kind == job_kind::deliver ? reports(j.payload, "sender_id", user)
                                       : contains(j.payload, letter);
  };
  for (const auto id :
       find_jobs(rows_, key{}.text(tenant), {job_kind::deliver, job_kind::poison}, is_letter))
    remove_job(id);
}

std::optional<std::string> tables::payload_of(std::int64_t id) {
  const auto j = job_of(rows_, id);
  if (!j) return std::nullopt;
  return j->payload;
}

bool tables::has_blank(const session_ref& session, const std::string& receipt) {
  for (const auto state : {job_state::waiting, job_state::dead})
    for (const auto id : job_ids(rows_, session, job_kind::blank, state)) {
      const auto j = job_of(rows_, id);
      const auto blank = j ? read_blank_job(j->payload) : base::result<blank_job>{};
      if (blank && blank->receipt == receipt) return true;
    }
  return false;
}

void tables::count_erasing(const session_ref& session, std::int64_t log) {
  const auto count = rows_.get(hashes::erasings, number_key(log));
  put_erasings(session, log, (count ? stored_number(*count) : 0) + 1);
}

void tables::put_erasings(const session_ref&, std::int64_t log, std::int64_t count) {
  rows_.put(hashes::erasings, number_key(log), std::to_string(count));
}

std::int64_t tables::spoil_summaries(std::int64_t log, std::int64_t from) {
  std::int64_t spoiled = 0;
  for (const auto& member : rows_.range(orders::summary_at, {summary_place(log, false, from),
                                                             summary_place(log, false, seq_max)})) {
    const auto number =
        number_of(std::string_view{member}.substr(member.size() - number_key(0).size()));
    auto row = summary_at(rows_, log, number);
    if (!row) continue;
    auto summary = summary_of(*row);
    summary.text.clear();
    summary.external_keys.clear();
    summary.stale = true;
    place(places_of(log, number, *row), false);
    row->stale = true;
    row->record = domain::canonical(domain::encode(summary));
    place(places_of(log, number, *row), true);
    rows_.put(tables_of::summary, summary_key(log, number), pack(*row));
    ++spoiled;
  }
  return spoiled;
}

std::optional<domain::erasure> tables::receipt_of(const std::string& tenant,
                                                  domain::erased_kind kind,
                                                  const std::string& subject) {
  auto found = redis::receipt_of(rows_, tenant, kind, subject);
  if (!found) return std::nullopt;
  return std::move(found->receipt);
}

std::optional<relational::job_place> tables::person_job(const session_ref& subject) {
  const auto j = first_job(rows_, subject, job_kind::person);
  if (!j) return std::nullopt;
  return relational::job_place{j->id, j->state};
}

void tables::put(const std::string& tenant, const receipt_row& row) {
  rows_.put(hashes::receipt, receipt_key(tenant, row.receipt.kind, row.receipt.subject), pack(row));
}

void tables::keep_receipt(const std::string& tenant, const domain::erasure& e,
                          const std::string& part_of, std::int64_t upto) {
  const auto before = redis::receipt_of(rows_, tenant, e.kind, e.subject);
  if (before && !before->part_of.empty()) place({redis::place_of(tenant, *before)}, false);
  receipt_row row{e, part_of, upto};
  row.receipt.purged_at.reset();
  put(tenant, row);
  if (!part_of.empty()) place({redis::place_of(tenant, row)}, true);
}

void tables::end_receipt(const std::string& tenant, const domain::erasure& e) {
  auto row = redis::receipt_of(rows_, tenant, domain::erased_kind::user, e.subject);
  if (!row) return;
  row->receipt.sessions = e.sessions;
  row->receipt.messages = e.messages;
  row->receipt.forks = e.forks;
  row->receipt.summaries = e.summaries;
  row->receipt.invisible_at = e.invisible_at;
  put(tenant, *row);
}

void tables::set_receipt_purged(const std::string& tenant, const std::string& subject,
                                base::timestamp at) {
  auto row = redis::receipt_of(rows_, tenant, domain::erased_kind::message, subject);
  if (!row) return;
  row->receipt.purged_at = std::max(at, row->receipt.invisible_at);
  put(tenant, *row);
}

}  // namespace parley::storage::redis
