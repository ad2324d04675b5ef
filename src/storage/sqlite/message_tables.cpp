#include "storage/sqlite/tables.hpp"

#include <sqlite3.h>

#include "parley/domain/json.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/summaries.hpp"

namespace parley::storage::sqlite {
namespace {

relational::known_message read_known(const statement& row) {
  relational::known_message known;
  known.entry = {row.integer(0), std::string{row.text(1)}, true, row.optional_text(3),
                 base::from_micros(row.integer(4))};
  known.body_digest = row.digest(2);
  known.erased = row.integer(5) == static_cast<std::int64_t>(domain::message_status::erased);
  return known;
}

}  // namespace

using std::string_view;

std::optional<domain::head> tables::newest_of(std::int64_t log) {
  running row{sql_.head};
  row->bind_all(log);
  if (!row->step()) return std::nullopt;
  return domain::head{row->integer(0), base::from_micros(row->integer(1))};
}

std::optional<base::timestamp> tables::received_at(std::int64_t log, std::int64_t seq) {
  running row{sql_.received_at};
  row->bind_all(log, seq);
  if (!row->step()) return std::nullopt;
  return base::from_micros(row->integer(0));
}

std::optional<relational::known_message> tables::message_at(std::int64_t log, std::int64_t seq) {
  running row{sql_.message_by_seq};
  row->bind_all(log, seq);
  if (!row->step()) return std::nullopt;
  return read_known(*row);
}

std::optional<relational::known_message> tables::message_of(std::int64_t log,
                                                            const std::string& id) {
  running row{sql_.message_by_given_id};
  row->bind_all(log, string_view{id});
  if (!row->step()) return std::nullopt;
  return read_known(*row);
}

void tables::insert_message(const relational::open_session&, const relational::message_place& place,
                            const std::string& message_id, const domain::message& entry,
                            string_view agent) {
  bind_message(sql_.insert_message, place, message_id, entry, agent);
  sql_.insert_message.run();
}

void tables::keep_turn(const relational::open_session& session, const domain::turn& t) {
  const auto text = domain::write_turn(t);
  bind_turn(sql_.keep_turn, session.key, t, text);
  sql_.keep_turn.run();
}

std::optional<domain::turn> tables::turn_of(std::int64_t key, const std::string& turn_id) {
  running row{sql_.turn_by_id};
  row->bind_all(key, string_view{turn_id});
  if (!row->step()) return std::nullopt;
  auto stored = read_turn(*row);
  if (!stored) throw failure(SQLITE_CORRUPT, stored.error().text);
  return std::move(*stored);
}

summary_state tables::summaries_of(const segments& history) {
  return read_state(history, {sql_.latest_summary, sql_.count_summaries, sql_.count_erasures});
}

void tables::keep_summary(const relational::open_session& session, const domain::summary& made) {
  const auto text = domain::canonical(domain::encode(made));
  run(sql_.keep_summary, session.log, made.to_seq, string_view{made.summary_id}, string_view{text},
      static_cast<std::int64_t>(made.stale));
}

}  // namespace parley::storage::sqlite
