#include "storage/sqlite/tables.hpp"

#include "parley/base/utf8.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

relational::message_facts read_facts(const statement& row) {
  return {base::from_micros(row.integer(0)),
          static_cast<std::int64_t>(base::code_points(row.text(1))), std::string{row.text(2)}};
}

}  // namespace

using std::string_view;

bool tables::is_erased(const session_ref& session) {
  return any(sql_.is_erased, string_view{session.tenant}, string_view{session.id});
}

std::int64_t tables::count_forks(std::int64_t log) { return number(sql_.forks_of, log); }

bool tables::is_orphaned(std::int64_t log) { return any(sql_.is_orphaned, log); }

std::optional<std::string> tables::owner_of(std::int64_t log) {
  running row{sql_.owner_of};
  row->bind_all(log);
  if (!row->step()) return std::nullopt;
  return std::string{row->text(0)};
}

std::int64_t tables::count_rows(std::int64_t log, std::int64_t above, std::int64_t upto) {
  return number(sql_.count_rows, log, above, upto);
}

std::int64_t tables::count_summaries(std::int64_t log, std::int64_t above) {
  return number(sql_.summaries_above, log, above);
}

relational::erased_sums tables::sums(statement& s, const std::string& tenant,
                                     const std::string& part_of) {
  running row{s};
  row->bind_all(string_view{tenant}, string_view{part_of});
  if (!row->step()) return {};
  return {row->integer(0), row->integer(1), row->integer(2), row->integer(3)};
}

relational::erased_sums tables::erased_sessions(const std::string& tenant,
                                                const std::string& part_of) {
  return sums(sql_.erased_parts, tenant, part_of);
}

relational::erased_sums tables::erased_messages(const std::string& tenant,
                                                const std::string& part_of) {
  return sums(sql_.blanked_parts, tenant, part_of);
}

void tables::unshare(std::int64_t log) { run(sql_.unshare, log); }

void tables::keep_tombstone(const relational::open_session& session, const domain::erasure& receipt,
                            const std::string& part_of) {
  auto& sql = sql_.keep_tombstone;
  sql.bind_all(string_view{session.address->tenant}, string_view{session.address->id},
               string_view{receipt.receipt_id});
  sql.bind_text_or_null(4, part_of);
  sql.bind(5, session.log);
  sql.bind(6, receipt.sessions);
  sql.bind(7, receipt.messages);
  sql.bind(8, receipt.forks);
  sql.bind(9, base::to_micros(receipt.invisible_at));
  sql.bind(10, receipt.summaries);
  sql.run();
}

void tables::remove_session(const relational::open_session& session) {
  const string_view tenant{session.address->tenant};
  const string_view id{session.address->id};
  run(sql_.erase_session, session.key);
  run(sql_.erase_turns, session.key);
  run(sql_.erase_effects, tenant, id);
  run(sql_.erase_jobs, tenant, id);
}

std::vector<relational::message_facts> tables::purge_rows(std::int64_t log, std::int64_t above,
                                                          std::int64_t rows_max) {
  std::vector<relational::message_facts> gone;
  {
    running row{sql_.rows_to_purge};
    row->bind_all(log, above, rows_max);
    while (row->step()) gone.push_back(read_facts(*row));
  }
  run(sql_.purge_rows, log, above, rows_max);
  return gone;
}

bool tables::has_rows(std::int64_t log, std::int64_t above) {
  return any(sql_.rows_above, log, above);
}

void tables::purge_summaries(std::int64_t log, std::int64_t above) {
  run(sql_.purge_summaries, log, above);
}

void tables::purge_tallies(std::int64_t log, std::int64_t above) {
  run(sql_.purge_tallies, log, above);
}

bool tables::has_purge(const session_ref& session) {
  return any(sql_.has_purge, string_view{session.tenant}, string_view{session.id});
}

void tables::set_purged(const session_ref& session, base::timestamp at) {
  run(sql_.set_purged, string_view{session.tenant}, string_view{session.id}, base::to_micros(at));
}

std::optional<relational::message_facts> tables::mark_erased(std::int64_t log, std::int64_t seq) {
  std::optional<relational::message_facts> was;
  {
    running row{sql_.text_of};
    row->bind_all(log, seq);
    if (!row->step()) return std::nullopt;
    was = read_facts(*row);
  }
  run(sql_.mark_erased, log, seq);
  return was;
}

void tables::remove_text(std::int64_t log, const std::vector<std::int64_t>& seqs) {
  for (const auto seq : seqs) run(sql_.remove_text, log, seq);
}

std::vector<session_ref> tables::sharers_of(std::int64_t log, std::int64_t from) {
  std::vector<session_ref> found;
  running row{sql_.sharers};
  row->bind_all(log, from);
  while (row->step()) found.push_back({std::string{row->text(0)}, std::string{row->text(1)}});
  return found;
}

void tables::remove_copies(const session_ref& session, const std::string& message_id) {
  run(sql_.erase_copies, string_view{session.tenant}, string_view{session.id},
      string_view{message_id});
}

void tables::remove_letters(const std::string& tenant, const std::string& user) {
  run(sql_.erase_letters_of, string_view{tenant}, string_view{user});
}

void tables::count_erasing(const session_ref&, std::int64_t log) { run(sql_.count_erasing, log); }

std::vector<std::int64_t> tables::logs_sharing(std::int64_t log, std::int64_t from) {
  std::vector<std::int64_t> logs;
  running row{sql_.sharing_logs};
  row->bind_all(log, from);
  while (row->step()) logs.push_back(row->integer(0));
  return logs;
}

std::int64_t tables::spoil_summaries(std::int64_t log, std::int64_t from) {
  const auto spoiled = number(sql_.summaries_to_spoil, log, from);
  run(sql_.spoil_summaries, log, from);
  return spoiled;
}

std::optional<domain::erasure> tables::receipt_of(const std::string& tenant,
                                                  domain::erased_kind kind,
                                                  const std::string& subject) {
  running row{sql_.find_receipt};
  row->bind_all(string_view{tenant}, static_cast<std::int64_t>(kind), string_view{subject});
  if (!row->step()) return std::nullopt;
  return read_receipt(*row, kind, subject);
}

std::optional<relational::job_place> tables::person_job(const session_ref& subject) {
  running row{sql_.person_job};
  row->bind_all(string_view{subject.tenant}, string_view{subject.id});
  if (!row->step()) return std::nullopt;
  return relational::job_place{row->integer(0), static_cast<job_state>(row->integer(1))};
}

void tables::keep_receipt(const std::string& tenant, const domain::erasure& receipt,
                          const std::string& part_of, std::int64_t upto) {
  auto& sql = sql_.keep_receipt;
  sql.bind_all(string_view{tenant}, static_cast<std::int64_t>(receipt.kind),
               string_view{receipt.subject}, string_view{receipt.receipt_id});
  sql.bind_text_or_null(5, part_of);
  sql.bind(6, receipt.sessions);
  sql.bind(7, receipt.messages);
  sql.bind(8, receipt.forks);
  if (receipt.invisible_at == base::timestamp{})
    sql.bind_null(9);
  else
    sql.bind(9, base::to_micros(receipt.invisible_at));
  sql.bind(10, upto);
  sql.bind(11, receipt.summaries);
  sql.run();
}

void tables::end_receipt(const std::string& tenant, const domain::erasure& receipt) {
  run(sql_.end_receipt, string_view{tenant}, string_view{receipt.subject}, receipt.sessions,
      receipt.messages, receipt.forks, base::to_micros(receipt.invisible_at), receipt.summaries);
}

void tables::set_receipt_purged(const std::string& tenant, const std::string& subject,
                                base::timestamp at) {
  run(sql_.set_receipt_purged, string_view{tenant}, string_view{subject}, base::to_micros(at));
}

std::optional<std::string> tables::payload_of(std::int64_t job) {
  running row{sql_.job_payload};
  row->bind_all(job);
  if (!row->step()) return std::nullopt;
  return std::string{row->text(0)};
}

bool tables::has_blank(const session_ref& session, const std::string& receipt) {
  return any(sql_.other_blank, string_view{session.tenant}, string_view{session.id},
             string_view{receipt});
}

}  // namespace parley::storage::sqlite
