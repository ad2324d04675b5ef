#include "storage/sqlite/tables.hpp"

namespace parley::storage::sqlite {

using std::string_view;

std::optional<moving_log> tables::moving_of(const session_ref& session) {
  running row{sql_.moving_of};
  row->bind_all(string_view{session.tenant}, string_view{session.id});
  if (!row->step()) return std::nullopt;
  return moving_log{session, row->integer(0), row->integer(1),
                    static_cast<moving_state>(row->integer(2))};
}

void tables::keep_moving(const moving_log& m) {
  run(sql_.keep_moving, m.log, string_view{m.session.tenant}, string_view{m.session.id}, m.key,
      static_cast<std::int64_t>(m.state));
}

void tables::remove_moving(const session_ref&, std::int64_t log) { run(sql_.remove_moving, log); }

void tables::remove_departed(const session_ref& session, std::int64_t log) {
  run(sql_.erase_departed_turns, log);
  remove_moving(session, log);
}

bool tables::is_counted(std::int64_t log) { return !any(sql_.not_counted, log); }

std::optional<base::timestamp> tables::departed_until(const session_ref& session) {
  running row{sql_.departed_until};
  row->bind_all(string_view{session.tenant}, string_view{session.id});
  if (!row->step() || row->is_null(0)) return std::nullopt;
  return base::from_micros(row->integer(0));
}

relational::unrest tables::unrest_of(const relational::open_session& session) {
  running row{sql_.unrest};
  row->bind_all(session.key, session.log, string_view{session.address->tenant},
                string_view{session.address->id});
  if (!row->step()) return {};
  return {row->integer(0) != 0, row->integer(1) != 0, row->integer(2) != 0, row->integer(3) != 0,
          row->integer(4) != 0};
}

void tables::release_session(const relational::open_session& session) {
  run(sql_.erase_session, session.key);
}

void tables::remove_turns(std::int64_t key) { run(sql_.erase_turns, key); }

void tables::put_erasings(const session_ref&, std::int64_t log, std::int64_t count) {
  run(sql_.put_erasings, log, count);
}

}  // namespace parley::storage::sqlite
