#include "storage/postgres/tables.hpp"

#include "parley/base/utf8.hpp"
#include "parley/domain/json.hpp"
#include "storage/blanking.hpp"
#include "storage/postgres/failure.hpp"
#include "storage/postgres/rows.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::postgres {
namespace {

const std::string purge_rows_sql =
    "DELETE FROM message WHERE position = ANY (ARRAY(SELECT position FROM message "
    "WHERE log = $1 AND seq > $2 ORDER BY seq DESC LIMIT $3)) "
    "RETURNING received_at, CASE status WHEN 3 THEN NULL ELSE content END, agent";
const std::string mark_erased_sql =
    "UPDATE message SET status = 3 WHERE log = $1 AND seq = $2 AND status <> 3 "
    "RETURNING received_at, content, agent";
const std::string remove_text_sql =
    "UPDATE message SET digest = decode(repeat('00', 16), 'hex'), content = NULL, "
    "tool_calls = NULL, metadata = NULL, item = NULL, extra = NULL "
    "WHERE log = $1 AND seq = ANY ($2)";

// What is in a payload is text here; JSON is read by who asked.
const std::string copies_sql =
    "SELECT id, kind, payload FROM job WHERE tenant = $1 AND session_id = $2 "
    "AND ((kind = 0 AND strpos(payload, $3) > 0) OR (kind = 3 AND strpos(payload, $4) > 0))";
const std::string letters_sql =
    "SELECT id, kind, payload FROM job WHERE tenant = $1 "
    "AND kind IN (0, 3) AND strpos(payload, $2) > 0";
const std::string payload_sql = "SELECT payload FROM job WHERE id = $1";
const std::string blanks_sql =
    "SELECT payload FROM job WHERE tenant = $1 AND session_id = $2 AND kind = 4";

const std::string count_erasing_sql =
    "INSERT INTO erasing AS e (log, count, tenant) VALUES ($1, 1, $2) "
    "ON CONFLICT (log) DO UPDATE SET count = e.count + 1";
const std::string summaries_sql =
    "SELECT number, record FROM summary WHERE log = $1 AND NOT stale AND to_seq >= $2";
const std::string spoil_sql =
    "UPDATE summary s SET stale = true, record = r.record "
    "FROM unnest($2::bigint[], $3::text[]) AS r (number, record) "
    "WHERE s.log = $1 AND s.number = r.number";

const std::string person_job_sql =
    "SELECT id, state FROM job WHERE tenant = $1 AND session_id = $2 AND kind = 5 LIMIT 1";
const std::string receipt_sql = std::string{"SELECT "} + receipt_columns +
                                " FROM receipt WHERE tenant = $1 AND kind = $2 AND subject = $3";
const std::string keep_receipt_sql = R"sql(
INSERT INTO receipt (tenant, kind, subject, receipt_id, part_of, sessions, messages, forks,
  invisible_at, upto, summaries) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (tenant, kind, subject) DO UPDATE SET receipt_id = excluded.receipt_id,
  part_of = excluded.part_of, sessions = excluded.sessions, messages = excluded.messages,
  forks = excluded.forks, invisible_at = excluded.invisible_at, purged_at = NULL,
  upto = excluded.upto, summaries = excluded.summaries
)sql";
const std::string end_receipt_sql =
    "UPDATE receipt SET sessions = $3, messages = $4, forks = $5, invisible_at = $6, "
    "summaries = $7 WHERE tenant = $1 AND kind = 2 AND subject = $2";
const std::string receipt_purged_sql =
    "UPDATE receipt SET purged_at = greatest($3, invisible_at) "
    "WHERE tenant = $1 AND kind = 1 AND subject = $2";

relational::message_facts read_facts(const row& r) {
  return {base::from_micros(r.integer(0)), static_cast<std::int64_t>(base::code_points(r.text(1))),
          r.text(2)};
}

std::string quoted(const std::string& text) { return domain::canonical(domain::json(text)); }

/// Whether the message of a report has that value in a field.
bool reports(const std::string& payload, const char* field, const std::string& value) {
  const auto json = domain::parse_json(payload);
  if (!json || !json->is_object()) return false;
  const auto message = json->find("message");
  if (message == json->end() || !message->is_object()) return false;
  const auto found = message->find(field);
  return found != message->end() && *found == value;
}

}  // namespace

std::vector<relational::message_facts> tables::purge_rows(std::int64_t log, std::int64_t above,
                                                          std::int64_t rows_max) {
  std::vector<relational::message_facts> gone;
  const auto rows = change(purge_rows_sql, parameters::of(log, above, rows_max));
  for (const auto r : rows) gone.push_back(read_facts(r));
  return gone;
}

std::optional<relational::message_facts> tables::mark_erased(std::int64_t log, std::int64_t seq) {
  const auto rows = change(mark_erased_sql, parameters::of(log, seq));
  if (rows.empty()) return std::nullopt;
  return read_facts(rows[0]);
}

void tables::remove_text(std::int64_t log, const std::vector<std::int64_t>& seqs) {
  change(remove_text_sql, parameters::of(log, seqs));
}

void tables::remove_jobs_of(const result& rows, const char* field, const std::string& value) {
  for (const auto r : rows) {
    const bool is_report = r.integer(1) == static_cast<std::int64_t>(job_kind::deliver);
    if (!is_report || reports(r.text(2), field, value)) remove_job(r.integer(0));
  }
}

void tables::remove_copies(const session_ref& session, const std::string& message_id) {
  const auto report = session.id + ":" + message_id;
  remove_jobs_of(ask(copies_sql, parameters::of(session.tenant, session.id, quoted(report),
                                                "\"message_id\":" + quoted(message_id))),
                 "message_id", report);
}

void tables::remove_letters(const std::string& tenant, const std::string& user) {
  remove_jobs_of(ask(letters_sql, parameters::of(tenant, "\"sender_id\":" + quoted(user))),
                 "sender_id", user);
}

std::optional<std::string> tables::payload_of(std::int64_t job) {
  const auto found = ask(payload_sql, parameters::of(job));
  if (found.empty()) return std::nullopt;
  return found[0].text(0);
}

bool tables::has_blank(const session_ref& session, const std::string& receipt) {
  const auto rows = ask(blanks_sql, parameters::of(session.tenant, session.id));
  for (const auto r : rows)
    if (const auto job = read_blank_job(r.text(0)); job && job->receipt == receipt) return true;
  return false;
}

void tables::count_erasing(const session_ref& session, std::int64_t log) {
  ask(count_erasing_sql, parameters::of(log, session.tenant));
}

std::int64_t tables::spoil_summaries(std::int64_t log, std::int64_t from) {
  const auto rows = ask(summaries_sql, parameters::of(log, from));
  if (rows.empty()) return 0;
  column numbers{column::kind::integer};
  column records{column::kind::text};
  for (const auto r : rows) {
    auto summary = relational::parse_summary(r.text(1));
    if (!summary) throw failure::damaged(summary.error().text);
    summary->text.clear();
    summary->external_keys.clear();
    summary->stale = true;
    numbers.add(r.integer(0));
    records.add(domain::canonical(domain::encode(*summary)));
  }
  ask(spoil_sql, parameters::of(log, numbers, records));
  return rows.size();
}

std::optional<domain::erasure> tables::receipt_of(const std::string& tenant,
                                                  domain::erased_kind kind,
                                                  const std::string& subject) {
  const auto found =
      ask(receipt_sql, parameters::of(tenant, static_cast<std::int64_t>(kind), subject));
  if (found.empty()) return std::nullopt;
  return read_receipt(found[0], kind, subject);
}

std::optional<relational::job_place> tables::person_job(const session_ref& subject) {
  const auto found = ask(person_job_sql, parameters::of(subject.tenant, subject.id));
  if (found.empty()) return std::nullopt;
  return relational::job_place{found[0].integer(0), static_cast<job_state>(found[0].integer(1))};
}

void tables::keep_receipt(const std::string& tenant, const domain::erasure& e,
                          const std::string& part_of, std::int64_t upto) {
  auto p = parameters::of(tenant, static_cast<std::int64_t>(e.kind), e.subject, e.receipt_id);
  p.add_text_or_null(part_of);
  for (const auto value : {e.sessions, e.messages, e.forks}) p.add(value);
  const bool begun = e.invisible_at == base::timestamp{};
  p.add(begun ? std::nullopt : std::optional{base::to_micros(e.invisible_at)});
  p.add(upto);
  p.add(e.summaries);
  ask(keep_receipt_sql, p);
}

void tables::end_receipt(const std::string& tenant, const domain::erasure& e) {
  ask(end_receipt_sql, parameters::of(tenant, e.subject, e.sessions, e.messages, e.forks,
                                      base::to_micros(e.invisible_at), e.summaries));
}

void tables::set_receipt_purged(const std::string& tenant, const std::string& subject,
                                base::timestamp at) {
  ask(receipt_purged_sql, parameters::of(tenant, subject, base::to_micros(at)));
}

}  // namespace parley::storage::postgres
