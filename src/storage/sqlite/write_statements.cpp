#include "storage/sqlite/write_statements.hpp"

#include <string>

#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/summaries.hpp"

namespace parley::storage::sqlite {
namespace {

const auto find_effect_sql = std::string("SELECT ") + effect_columns +
                             " FROM idempotency WHERE tenant = ? AND key = ? AND route = ?";

// 1 to 3 are the numbers of storage::subtree_guard, 0 and 2 those of domain::session_status. One
// that is archived was closed before or not, which only its record says.
constexpr const char* descendant_sql = R"sql(
WITH RECURSIVE below (id, status, closed_at) AS (
  SELECT session_id, status, CASE status WHEN 2 THEN json_extract(record, '$.closed_at') END
    FROM session WHERE tenant = ?1 AND parent = ?2
  UNION
  SELECT s.session_id, s.status,
    CASE s.status WHEN 2 THEN json_extract(s.record, '$.closed_at') END
    FROM below JOIN session s ON s.tenant = ?1 AND s.parent = below.id)
SELECT 1 FROM below WHERE (?3 = 1 AND (status = 0 OR (status = 2 AND closed_at IS NULL)))
  OR (?3 = 2 AND status <> 2) OR ?3 = 3
LIMIT 1
)sql";

constexpr const char* sharers_sql =
    "SELECT tenant, session_id FROM session WHERE log = ?1 UNION "
    "SELECT s.tenant, s.session_id FROM segment g JOIN session s ON s.log = g.log "
    "WHERE g.shared = ?1 AND g.upto >= ?2";

// The numbers are those of storage::job_kind; few jobs wait, so their index is short.
constexpr const char* unrest_sql = R"sql(
SELECT EXISTS (SELECT 1 FROM segment WHERE shared = ?2),
  EXISTS (SELECT 1 FROM turn WHERE session = ?1 AND state < 2),
  EXISTS (SELECT 1 FROM job WHERE tenant = ?3 AND session_id = ?4 AND kind IN (0, 1, 4)
    AND state = 0),
  EXISTS (SELECT 1 FROM session WHERE tenant = ?3 AND parent = ?4),
  EXISTS (SELECT 1 FROM job INDEXED BY job_waiting WHERE state = 0 AND tenant = ?3 AND kind = 5)
)sql";

// Reports on their way and requests that were set aside, of which the person is the sender.
constexpr const char* letters_of_sql =
    "DELETE FROM job WHERE tenant = ?1 AND ((kind = 0 AND "
    "json_extract(payload, '$.message.sender_id') = ?2) OR (kind = 3 AND "
    "instr(payload, '\"sender_id\":' || json_quote(?2)) > 0))";

}  // namespace

write_statements::write_statements(sqlite3* db)
    : begin(db, "BEGIN IMMEDIATE"),
      commit(db, "COMMIT"),
      rollback(db, "ROLLBACK"),
      meta(db, "SELECT name, value FROM meta"),
      set_meta(db, "UPDATE meta SET value = ?2 WHERE name = ?1"),
      session_by_key(db,
                     "SELECT tenant, session_id, log, revision, turn_count, round, "
                     "shared_upto, touched_at, agents FROM session "
                     "WHERE key = ?"),
      session_by_id(db, "SELECT 1 FROM session WHERE tenant = ? AND session_id = ?"),
      insert_session(db, sqlite::insert_session),
      update_session(db, sqlite::update_session),
      status_and_age(db, "SELECT status, created_at FROM session WHERE key = ?"),
      log_of_session(db, "SELECT log FROM session WHERE tenant = ? AND session_id = ?"),
      head(db, newest_in_log),
      received_at(db, received_in_log),
      shared(db, shared_segments),
      share(db, "INSERT INTO segment (log, upto, shared) VALUES (?,?,?)"),
      shared_by_others(db, "SELECT coalesce(max(upto), 0) FROM segment WHERE shared = ?"),
      tally_at(db,
               "SELECT turn_count, round FROM tally WHERE log = ? AND seq <= ? "
               "ORDER BY seq DESC LIMIT 1"),
      keep_tally(db, "INSERT OR REPLACE INTO tally (log, seq, turn_count, round) VALUES (?,?,?,?)"),
      message_by_seq(db,
                     "SELECT seq, message_id, digest, sender, timestamp, status FROM message "
                     "WHERE log = ? AND seq = ?"),
      message_by_given_id(db,
                          "SELECT seq, message_id, digest, sender, timestamp, status FROM message "
                          "WHERE log = ? AND message_id = ? AND given = 1"),
      insert_message(db, sqlite::insert_message),
      list_active(db, "INSERT INTO activity (tenant, active_at, session_id) VALUES (?,?,?)"),
      unlist_active(db,
                    "DELETE FROM activity WHERE tenant = ? AND active_at = ? AND session_id = ?"),
      find_effect(db, find_effect_sql),
      keep_effect(db,
                  "INSERT OR REPLACE INTO idempotency (tenant, key, route, at, body, session_id, "
                  "log, all_known, seqs, record, note) VALUES (?,?,?,?,?,?,?,?,?,?,?)"),
      forget_effects(db,
                     "DELETE FROM idempotency WHERE rowid IN "
                     "(SELECT rowid FROM idempotency WHERE at <= ? LIMIT ?)"),
      count(db,
            "INSERT INTO tenant VALUES (?1, ?2, ?3) ON CONFLICT (tenant) DO UPDATE SET "
            "sessions = sessions + ?2, messages = messages + ?3"),
      count_statistic(db,
                      "INSERT INTO statistic (tenant, agent, active, closed, archived, length, "
                      "duration) VALUES (?1,?2,?3,?4,?5,?6,?7) ON CONFLICT (tenant, agent) DO "
                      "UPDATE SET active = active + ?3, closed = closed + ?4, "
                      "archived = archived + ?5, length = length + ?6, duration = duration + ?7"),
      drop_statistic(db,
                     "DELETE FROM statistic WHERE tenant = ? AND agent = ? AND active = 0 "
                     "AND closed = 0 AND archived = 0 AND length = 0 AND duration = 0"),
      count_day(db,
                "INSERT INTO statistic_day (tenant, agent, day, created, messages, characters) "
                "VALUES (?1,?2,?3,?4,?5,?6) ON CONFLICT (tenant, agent, day) DO UPDATE SET "
                "created = created + ?4, messages = messages + ?5, characters = characters + ?6"),
      drop_day(db,
               "DELETE FROM statistic_day WHERE tenant = ? AND agent = ? AND day = ? "
               "AND created = 0 AND messages = 0 AND characters = 0"),
      keep_setting(db, "INSERT OR REPLACE INTO setting (tenant, name, value) VALUES (?,?,?)"),
      remove_setting(db, "DELETE FROM setting WHERE tenant = ? AND name = ?"),
      keep_turn(db, sqlite::keep_turn),
      turn_by_id(db, std::string{"SELECT "} + turn_columns +
                         " FROM turn WHERE session = ? AND turn_id = ?"),
      latest_summary(db, sqlite::latest_summary),
      count_summaries(db, sqlite::count_summaries),
      count_erasures(db, sqlite::count_erasures),
      keep_summary(
          db,
          "INSERT INTO summary (log, number, to_seq, summary_id, stale, record) VALUES (?1, "
          "1 + (SELECT coalesce(max(number), 0) FROM summary WHERE log = ?1), ?2, ?3, ?5, ?4)"),
      summaries_above(db, "SELECT count(*) FROM summary WHERE log = ? AND to_seq > ?"),
      sharing_logs(db, "SELECT DISTINCT log FROM segment WHERE shared = ? AND upto >= ?"),
      summaries_to_spoil(
          db, "SELECT count(*) FROM summary WHERE log = ? AND stale = 0 AND to_seq >= ?"),
      spoil_summaries(db,
                      "UPDATE summary SET stale = 1, record = json_set(record, '$.text', '', "
                      "'$.stale', json('true'), '$.external_memory_keys', json('[]')) "
                      "WHERE log = ? AND stale = 0 AND to_seq >= ?"),
      count_erasing(db,
                    "INSERT INTO erasing (log, count) VALUES (?, 1) "
                    "ON CONFLICT (log) DO UPDATE SET count = count + 1"),
      // 0 to 2 are the numbers of storage::moving_state.
      moving_of(
          db,
          "SELECT key, log, state FROM moving WHERE tenant = ? AND session_id = ? AND state < 2"),
      keep_moving(db,
                  "INSERT OR REPLACE INTO moving (log, tenant, session_id, key, state) "
                  "VALUES (?,?,?,?,?)"),
      remove_moving(db, "DELETE FROM moving WHERE log = ?"),
      not_counted(db, "SELECT 1 FROM moving WHERE log = ? AND state <> 1"),
      departed_until(db,
                     "SELECT max(j.not_before) FROM moving v JOIN job j ON j.tenant = v.tenant AND "
                     "j.session_id = v.session_id AND j.kind = 2 "
                     "WHERE v.tenant = ? AND v.session_id = ? AND v.state = 2"),
      unrest(db, unrest_sql),
      put_erasings(db, "INSERT OR REPLACE INTO erasing (log, count) VALUES (?,?)"),
      purge_summaries(db, "DELETE FROM summary WHERE log = ? AND to_seq > ?"),
      count_turns(db, "UPDATE session SET turn_count = ?2, round = ?3 WHERE key = ?1"),
      descendant(db, descendant_sql),
      place(db, "SELECT status, parent FROM session WHERE tenant = ? AND session_id = ?"),
      count_children(db,
                     "SELECT count(*) FROM "
                     "(SELECT 1 FROM session WHERE tenant = ? AND parent = ? LIMIT ?)"),
      cascade(db, "SELECT 1 FROM job WHERE tenant = ? AND session_id = ? AND kind = 1 LIMIT 1"),
      add_job(db, sqlite::insert_job),
      put_job(db,
              "UPDATE job SET attempts = ?2, not_before = ?3, state = ?4, reason = ?5 "
              "WHERE id = ?1"),
      remove_job(db, "DELETE FROM job WHERE id = ?"),
      person_job(
          db, "SELECT id, state FROM job WHERE tenant = ? AND session_id = ? AND kind = 5 LIMIT 1"),
      is_erased(db, "SELECT 1 FROM tombstone WHERE tenant = ? AND session_id = ?"),
      forks_of(db, "SELECT count(DISTINCT log) FROM segment WHERE shared = ?"),
      is_orphaned(db, "SELECT 1 FROM tombstone WHERE log = ? LIMIT 1"),
      owner_of(db,
               "SELECT session_id FROM session WHERE log = ?1 UNION ALL "
               "SELECT session_id FROM tombstone WHERE log = ?1 LIMIT 1"),
      count_rows(db, "SELECT count(*) FROM message WHERE log = ? AND seq > ? AND seq <= ?"),
      erased_parts(db,
                   "SELECT coalesce(sum(sessions), 0), coalesce(sum(messages), 0), "
                   "coalesce(sum(forks), 0), coalesce(sum(summaries), 0) FROM tombstone WHERE "
                   "tenant = ? AND part_of = ?"),
      keep_tombstone(
          db,
          "INSERT INTO tombstone (tenant, session_id, receipt_id, part_of, log, sessions, "
          "messages, forks, invisible_at, summaries) VALUES (?,?,?,?,?,?,?,?,?,?)"),
      erase_session(db, "DELETE FROM session WHERE key = ?"),
      erase_turns(db, "DELETE FROM turn WHERE session = ?"),
      erase_departed_turns(
          db, "DELETE FROM turn WHERE session = (SELECT key FROM moving WHERE log = ?)"),
      erase_effects(db, "DELETE FROM idempotency WHERE tenant = ? AND session_id = ?"),
      erase_jobs(db, "DELETE FROM job WHERE tenant = ? AND session_id = ? AND kind NOT IN (2, 4)"),
      unshare(db, "DELETE FROM segment WHERE log = ?"),
      rows_to_purge(db,
                    "SELECT received_at, CASE status WHEN 3 THEN NULL ELSE content END, agent "
                    "FROM message WHERE log = ?1 AND seq > ?2 ORDER BY seq DESC LIMIT ?3"),
      purge_rows(db,
                 "DELETE FROM message WHERE position IN (SELECT position FROM message "
                 "WHERE log = ?1 AND seq > ?2 ORDER BY seq DESC LIMIT ?3)"),
      rows_above(db, "SELECT 1 FROM message WHERE log = ? AND seq > ? LIMIT 1"),
      purge_tallies(db, "DELETE FROM tally WHERE log = ? AND seq > ?"),
      has_purge(db, "SELECT 1 FROM job WHERE tenant = ? AND session_id = ? AND kind = 2 LIMIT 1"),
      text_of(db,
              "SELECT received_at, content, agent FROM message "
              "WHERE log = ? AND seq = ? AND status <> 3"),
      mark_erased(db, "UPDATE message SET status = 3 WHERE log = ? AND seq = ? AND status <> 3"),
      remove_text(db,
                  "UPDATE message SET digest = zeroblob(16), content = NULL, tool_calls = NULL, "
                  "metadata = NULL, item = NULL, extra = NULL WHERE log = ? AND seq = ?"),
      sharers(db, sharers_sql),
      erase_copies(db,
                   "DELETE FROM job WHERE tenant = ?1 AND session_id = ?2 AND ((kind = 0 AND "
                   "json_extract(payload, '$.message.message_id') = ?2 || ':' || ?3) OR (kind = 3 "
                   "AND instr(payload, '\"message_id\":' || json_quote(?3)) > 0))"),
      erase_letters_of(db, letters_of_sql),
      find_receipt(db, std::string{"SELECT "} + receipt_columns +
                           " FROM receipt WHERE tenant = ? AND kind = ? AND subject = ?"),
      keep_receipt(db,
                   "INSERT OR REPLACE INTO receipt (tenant, kind, subject, receipt_id, part_of, "
                   "sessions, messages, forks, invisible_at, upto, summaries) "
                   "VALUES (?,?,?,?,?,?,?,?,?,?,?)"),
      end_receipt(db,
                  "UPDATE receipt SET sessions = ?3, messages = ?4, forks = ?5, invisible_at = ?6, "
                  "summaries = ?7 WHERE tenant = ?1 AND kind = 2 AND subject = ?2"),
      set_receipt_purged(db,
                         "UPDATE receipt SET purged_at = max(?3, invisible_at) "
                         "WHERE tenant = ?1 AND kind = 1 AND subject = ?2"),
      blanked_parts(db,
                    "SELECT coalesce(sum(sessions), 0), coalesce(sum(messages), 0), "
                    "coalesce(sum(forks), 0), coalesce(sum(summaries), 0) FROM receipt "
                    "WHERE tenant = ? AND part_of = ?"),
      job_payload(db, "SELECT payload FROM job WHERE id = ?"),
      other_blank(db,
                  "SELECT 1 FROM job WHERE tenant = ? AND session_id = ? AND kind = 4 AND "
                  "json_extract(payload, '$.receipt') = ? LIMIT 1"),
      set_purged(db,
                 "UPDATE tombstone SET purged_at = max(?3, invisible_at) "
                 "WHERE tenant = ?1 AND session_id = ?2 AND purged_at IS NULL") {}

}  // namespace parley::storage::sqlite
