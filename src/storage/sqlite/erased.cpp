#include "storage/sqlite/erased.hpp"

#include <algorithm>

#include "storage/blanking.hpp"
#include "storage/sqlite/index/source.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

/// What one command erases at most.
constexpr std::size_t seqs_max = 500;

const std::string tombstone_sql =
    "SELECT receipt_id, sessions, messages, forks, invisible_at, NULL, summaries FROM tombstone "
    "WHERE tenant = ? AND session_id = ?";
const std::string receipt_sql = std::string{"SELECT "} + receipt_columns +
                                ", upto FROM receipt WHERE tenant = ? AND kind = ? AND subject = ?";

// Of a session, or a person, and of all that was erased as part of it: how many are not purged, and
// the last that was.
const std::string purged_sql =
    "WITH RECURSIVE part (id, purged_at) AS ("
    "SELECT session_id, purged_at FROM tombstone "
    "WHERE tenant = ?1 AND (session_id = ?2 OR part_of = ?2) UNION "
    "SELECT t.session_id, t.purged_at FROM part JOIN tombstone t "
    "ON t.tenant = ?1 AND t.part_of = part.id) "
    "SELECT count(*) - count(purged_at), max(purged_at) FROM (SELECT purged_at FROM part UNION ALL "
    "SELECT purged_at FROM receipt WHERE tenant = ?1 AND part_of = ?2)";

const std::string next_sql = "SELECT value FROM meta WHERE name = 'next_position'";
const std::string sent_sql =
    "SELECT log, seq FROM message WHERE position > ?1 AND position <= ?2 AND sender = ?3 "
    "AND status <> 3 ORDER BY position";

const std::string asked_sql =
    "SELECT s.session_id, t.turn_id FROM turn t JOIN session s ON s.key = t.session "
    "WHERE t.asker = ?1 AND s.tenant = ?2 ORDER BY t.session, t.ordinal LIMIT ?3";

void add_purged_at(reader_connection& c, const std::string& tenant, const std::string& subject,
                   domain::erasure& e) {
  running row{c.sql(purged_sql)};
  row->bind_all(std::string_view{tenant}, std::string_view{subject});
  if (!row->step() || row->integer(0) > 0) return;
  // Of nothing at all nothing is stored.
  e.purged_at = row->is_null(1) ? e.invisible_at
                                : std::max(e.invisible_at, base::from_micros(row->integer(1)));
}

}  // namespace

std::optional<domain::erasure> read_tombstone(reader_connection& c, const session_ref& ref) {
  std::optional<domain::erasure> found;
  {
    running row{c.sql(tombstone_sql)};
    row->bind_all(std::string_view{ref.tenant}, std::string_view{ref.id});
    if (!row->step()) return std::nullopt;
    found = read_receipt(*row, domain::erased_kind::session, ref.id);
  }
  add_purged_at(c, ref.tenant, ref.id, *found);
  return found;
}

std::optional<domain::erasure> read_blanked(reader_connection& c, const session_ref& session,
                                            std::int64_t seq) {
  const auto subject = message_subject(session.id, seq);
  running row{c.sql(receipt_sql)};
  row->bind_all(std::string_view{session.tenant},
                static_cast<std::int64_t>(domain::erased_kind::message), std::string_view{subject});
  if (!row->step()) return std::nullopt;
  return read_receipt(*row, domain::erased_kind::message, subject);
}

std::optional<person_receipt> read_person(reader_connection& c, const std::string& tenant,
                                          const std::string& user) {
  std::optional<person_receipt> found;
  {
    running row{c.sql(receipt_sql)};
    row->bind_all(std::string_view{tenant}, static_cast<std::int64_t>(domain::erased_kind::user),
                  std::string_view{user});
    if (!row->step()) return std::nullopt;
    found = {read_receipt(*row, domain::erased_kind::user, user), row->integer(7)};
  }
  if (found->receipt.invisible_at != base::timestamp{})
    add_purged_at(c, tenant, person_subject(user), found->receipt);
  return found;
}

sent_page read_sent(reader_connection& c, const std::string& tenant, const std::string& sender,
                    std::int64_t after, std::int64_t rows_max) {
  sent_page page;
  const auto upto = after + rows_max;
  {
    running row{c.sql(next_sql)};
    if (row->step() && upto < row->integer(0) - 1) page.next = upto;
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> rows;
  {
    running row{c.sql(sent_sql)};
    row->bind_all(after, upto, std::string_view{sender});
    while (row->step()) rows.emplace_back(row->integer(0), row->integer(1));
  }
  for (const auto& [log, seq] : rows) {
    auto owner = owner_of(c, log, seq);
    if (!owner || owner->tenant != tenant) continue;
    const session_ref ref{tenant, std::move(owner->session_id)};
    auto place = std::find_if(page.items.rbegin(), page.items.rend(), [&](const sent_messages& m) {
      return m.session == ref && m.seqs.size() < seqs_max;
    });
    if (place == page.items.rend()) {
      page.items.push_back({ref, {}, {}});
      place = page.items.rbegin();
    }
    place->seqs.push_back(seq);
  }
  return page;
}

std::vector<sent_messages> read_asked(reader_connection& c, const std::string& tenant,
                                      const std::string& asker, std::int64_t items_max) {
  std::vector<sent_messages> found;
  running row{c.sql(asked_sql)};
  row->bind_all(std::string_view{asker}, std::string_view{tenant}, items_max);
  while (row->step()) {
    const session_ref ref{tenant, std::string{row->text(0)}};
    if (found.empty() || found.back().session != ref) found.push_back({ref, {}, {}});
    found.back().turns.emplace_back(row->text(1));
  }
  return found;
}

}  // namespace parley::storage::sqlite
