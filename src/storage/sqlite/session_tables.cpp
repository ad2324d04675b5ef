#include "storage/sqlite/tables.hpp"

#include <sqlite3.h>

#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {

using std::string_view;

bool tables::has_session(const session_ref& session) {
  return any(sql_.session_by_id, string_view{session.tenant}, string_view{session.id});
}

std::optional<relational::session_row> tables::session_of(std::int64_t key) {
  running row{sql_.session_by_key};
  row->bind_all(key);
  if (!row->step()) return std::nullopt;
  return relational::session_row{{std::string{row->text(0)}, std::string{row->text(1)}},
                                 row->integer(2),
                                 row->integer(3),
                                 row->integer(4),
                                 row->integer(5),
                                 row->integer(6),
                                 base::from_micros(row->integer(7)),
                                 std::string{row->text(8)}};
}

std::optional<std::int64_t> tables::log_of(const session_ref& session) {
  running row{sql_.log_of_session};
  row->bind_all(string_view{session.tenant}, string_view{session.id});
  if (!row->step()) return std::nullopt;
  return row->integer(0);
}

relational::status_and_age tables::status_of(std::int64_t key) {
  running row{sql_.status_and_age};
  row->bind_all(key);
  if (!row->step()) throw failure(SQLITE_MISUSE, "a session that is counted is gone");
  return {static_cast<domain::session_status>(row->integer(0)), base::from_micros(row->integer(1))};
}

void tables::insert_session(const relational::open_session& session, const domain::session& record,
                            const std::string& text, std::int64_t shared_upto) {
  auto& sql = sql_.insert_session;
  bind_session(sql, session.key, session.log, record, text);
  sql.bind(15, record.turn_count);
  sql.bind(16, record.round);
  sql.bind(17, shared_upto);
  sql.bind(18, string_view{session.agents});
  sql.run();
}

void tables::update_session(const relational::open_session& session, const domain::session& record,
                            const std::string& text, const std::string& agents) {
  bind_session(sql_.update_session, session.key, session.log, record, text);
  sql_.update_session.bind(15, string_view{agents});
  sql_.update_session.run();
}

void tables::put_turn_counts(const relational::open_session& session) {
  run(sql_.count_turns, session.key, session.turn_count, session.round);
}

void tables::list(const session_ref& session, base::timestamp active_at) {
  run(sql_.list_active, string_view{session.tenant}, base::to_micros(active_at),
      string_view{session.id});
}

void tables::unlist(const session_ref& session, base::timestamp active_at) {
  run(sql_.unlist_active, string_view{session.tenant}, base::to_micros(active_at),
      string_view{session.id});
}

segments tables::history_of(std::int64_t log) { return read_segments(sql_.shared, log); }

void tables::share(const relational::open_session& session, const segment& shared) {
  run(sql_.share, session.log, shared.upto, shared.log);
}

std::int64_t tables::shared_by_others(std::int64_t log) {
  return number(sql_.shared_by_others, log);
}

std::optional<relational::turn_counts> tables::tally_at(std::int64_t log, std::int64_t seq) {
  running row{sql_.tally_at};
  row->bind_all(log, seq);
  if (!row->step()) return std::nullopt;
  return relational::turn_counts{row->integer(0), row->integer(1)};
}

void tables::keep_tally(const relational::open_session& session, std::int64_t seq) {
  run(sql_.keep_tally, session.log, seq, session.turn_count, session.round);
}

bool tables::has_descendant(const session_ref& session, subtree_guard guard) {
  return any(sql_.descendant, string_view{session.tenant}, string_view{session.id},
             static_cast<std::int64_t>(guard));
}

std::optional<relational::tree_place> tables::place_of(const session_ref& session) {
  running row{sql_.place};
  row->bind_all(string_view{session.tenant}, string_view{session.id});
  if (!row->step()) return std::nullopt;
  return relational::tree_place{static_cast<domain::session_status>(row->integer(0)),
                                row->optional_text(1)};
}

std::int64_t tables::count_children(const session_ref& parent, std::int64_t most) {
  return number(sql_.count_children, string_view{parent.tenant}, string_view{parent.id}, most);
}

bool tables::has_cascade(const session_ref& session) {
  return any(sql_.cascade, string_view{session.tenant}, string_view{session.id});
}

}  // namespace parley::storage::sqlite
