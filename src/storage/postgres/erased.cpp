#include "storage/postgres/erased.hpp"

#include <algorithm>

#include "storage/blanking.hpp"
#include "storage/postgres/history.hpp"
#include "storage/postgres/rows.hpp"

namespace parley::storage::postgres {
namespace {

/// What one command erases at most.
constexpr std::size_t seqs_max = 500;

// Of a session, or a person, $2 and of all that was erased as part of it: how many are not purged,
// and the last that was.
const std::string join_purged =
    "CROSS JOIN (WITH RECURSIVE part (id, purged_at) AS ("
    "SELECT session_id, purged_at FROM tombstone WHERE tenant = $1 AND session_id = $2 UNION "
    "SELECT session_id, purged_at FROM tombstone WHERE tenant = $1 AND part_of = $2 UNION "
    "SELECT t.session_id, t.purged_at FROM part JOIN tombstone t "
    "ON t.tenant = $1 AND t.part_of = part.id) "
    "SELECT count(*) - count(purged_at) AS missing, max(purged_at) AS last FROM ("
    "SELECT purged_at FROM part UNION ALL "
    "SELECT purged_at FROM receipt WHERE tenant = $1 AND part_of = $2) all_parts) purged ";

const auto tombstone_sql =
    "SELECT receipt_id, sessions, messages, forks, invisible_at, NULL::bigint, summaries, "
    "purged.missing, purged.last FROM tombstone " +
    join_purged + "WHERE tenant = $1 AND session_id = $2";
const auto receipt_sql = std::string{"SELECT "} + receipt_columns +
                         " FROM receipt WHERE tenant = $1 AND kind = $2 AND subject = $3";
const auto person_sql = std::string{"SELECT "} + receipt_columns +
                        ", purged.missing, purged.last, upto FROM receipt " + join_purged +
                        "WHERE tenant = $1 AND kind = $4 AND subject = $3";

const auto sent_sql =
    "SELECT (SELECT next_position FROM shard WHERE id = 0), sent.seq, sent.session_id "
    "FROM (SELECT 1) one LEFT JOIN LATERAL (SELECT m.position, m.seq, "
    "coalesce(own.session_id, sharer.session_id) AS session_id FROM message m" +
    join_owner +
    "WHERE m.position > $1 AND m.position <= $2 AND m.sender = $3 AND m.status <> 3 "
    "ORDER BY m.position) sent ON sent.session_id IS NOT NULL ORDER BY sent.position";

const std::string asked_sql =
    "SELECT s.session_id, t.turn_id FROM turn t JOIN session s ON s.key = t.session "
    "WHERE t.tenant = $1 AND t.asker = $2 ORDER BY t.session, t.ordinal LIMIT $3";

/// The two columns of `join_purged`.
void set_purged_at(const row& r, int from, domain::erasure& e) {
  if (r.integer(from) > 0) return;
  // Of nothing at all nothing is stored.
  e.purged_at = r.is_null(from + 1)
                    ? e.invisible_at
                    : std::max(e.invisible_at, base::from_micros(r.integer(from + 1)));
}

/// The place of a message of the session, the newest of several.
sent_messages& place_of(std::vector<sent_messages>& items, session_ref ref) {
  const auto place = std::find_if(items.rbegin(), items.rend(), [&](const sent_messages& m) {
    return m.session == ref && m.seqs.size() < seqs_max;
  });
  if (place != items.rend()) return *place;
  items.push_back({std::move(ref), {}, {}});
  return items.back();
}

}  // namespace

found_erasure read_tombstone(reader_connection& c, const session_ref& ref) {
  return c.ask(ref.tenant, tombstone_sql, parameters::of(ref.tenant, ref.id),
               [&](const result& rows) -> found_erasure {
                 if (rows.empty()) return std::nullopt;
                 auto found = read_receipt(rows[0], domain::erased_kind::session, ref.id);
                 set_purged_at(rows[0], 7, found);
                 return found;
               });
}

found_erasure read_blanked(reader_connection& c, const session_ref& session, std::int64_t seq) {
  const auto subject = message_subject(session.id, seq);
  constexpr auto kind = domain::erased_kind::message;
  return c.ask(session.tenant, receipt_sql,
               parameters::of(session.tenant, static_cast<std::int64_t>(kind), subject),
               [&](const result& rows) -> found_erasure {
                 if (rows.empty()) return std::nullopt;
                 return read_receipt(rows[0], kind, subject);
               });
}

base::result<std::optional<person_receipt>> read_person(reader_connection& c,
                                                        const std::string& tenant,
                                                        const std::string& user) {
  constexpr auto kind = domain::erased_kind::user;
  return c.ask(tenant, person_sql,
               parameters::of(tenant, person_subject(user), user, static_cast<std::int64_t>(kind)),
               [&](const result& rows) -> base::result<std::optional<person_receipt>> {
                 if (rows.empty()) return std::nullopt;
                 person_receipt found{read_receipt(rows[0], kind, user), rows[0].integer(9)};
                 if (found.receipt.invisible_at != base::timestamp{})
                   set_purged_at(rows[0], 7, found.receipt);
                 return found;
               });
}

base::result<sent_page> read_sent(reader_connection& c, const std::string& tenant,
                                  const std::string& sender, std::int64_t after,
                                  std::int64_t rows_max) {
  const auto upto = after + rows_max;
  return c.ask(tenant, sent_sql, parameters::of(after, upto, sender),
               [&](const result& rows) -> base::result<sent_page> {
                 sent_page page;
                 for (const auto each : rows) {
                   if (upto < each.integer(0) - 1) page.next = upto;
                   if (each.is_null(1)) break;
                   place_of(page.items, {tenant, each.text(2)}).seqs.push_back(each.integer(1));
                 }
                 return page;
               });
}

base::result<std::vector<sent_messages>> read_asked(reader_connection& c, const std::string& tenant,
                                                    const std::string& asker,
                                                    std::int64_t items_max) {
  return c.ask(tenant, asked_sql, parameters::of(tenant, asker, items_max),
               [&](const result& rows) -> base::result<std::vector<sent_messages>> {
                 std::vector<sent_messages> found;
                 for (const auto each : rows) {
                   const session_ref ref{tenant, each.text(0)};
                   if (found.empty() || found.back().session != ref) found.push_back({ref, {}, {}});
                   found.back().turns.push_back(each.text(1));
                 }
                 return found;
               });
}

}  // namespace parley::storage::postgres
