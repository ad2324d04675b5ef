#include "parley/base/utf8.hpp"
#include "parley/domain/json.hpp"
#include "redis/failure.hpp"
#include "storage/redis/derived.hpp"
#include "storage/redis/lookups.hpp"
#include "storage/redis/stored_number.hpp"
#include "storage/redis/structures.hpp"
#include "storage/redis/tables.hpp"

namespace parley::storage::redis {

std::optional<domain::head> tables::newest_of(std::int64_t log) { return own_head(rows_, log); }

std::optional<base::timestamp> tables::received_at(std::int64_t log, std::int64_t seq) {
  if (const auto head = own_head(rows_, log); head && head->last_seq == seq)
    return head->last_append;
  const auto row = row_at(rows_, log, seq);
  if (!row) return std::nullopt;
  return row->head.received_at;
}

std::optional<relational::known_message> tables::message_at(std::int64_t log, std::int64_t seq) {
  const auto row = row_at(rows_, log, seq);
  if (!row) return std::nullopt;
  return known_of(*row);
}

std::optional<relational::known_message> tables::message_of(std::int64_t log,
                                                            const std::string& id) {
  const auto seq = rows_.get(ids_of(log), id);
  return seq ? message_at(log, stored_number(*seq)) : std::nullopt;
}

void tables::insert_message(const relational::open_session& session,
                            const relational::message_place& place, const std::string& message_id,
                            const domain::message& entry, std::string_view agent) {
  message_row row;
  row.message = entry;
  row.message.seq = place.seq;
  row.message.message_id = message_id;
  row.agent = agent;
  const auto characters = entry.content ? base::code_points(*entry.content) : 0;
  row.head = {place.seq,         place.position,
              entry.received_at, static_cast<std::int64_t>(characters),
              entry.status,      !entry.message_id.empty(),
              entry.body_digest};
  const auto first = first_seq(rows_, place.log);
  rows_.push(place.log, place.seq - first, pack(row));
  rows_.put(hashes::head, number_key(place.log), pack(domain::head{place.seq, entry.received_at}));
  if (row.head.given) rows_.put(ids_of(place.log), message_id, std::to_string(place.seq));
  rows_.put(positions_of(place.position), std::to_string(place.position),
            pack(position_row{place.log, place.seq, session.address->tenant, entry.sender_id}));
}

void tables::keep_turn(const relational::open_session& session, const domain::turn& t) {
  const std::string row = key{}.number(session.key).number(t.ordinal);
  const auto& tenant = session.address->tenant;
  if (const auto before = rows_.get(tables_of::turn, row))
    place(places_of(session.key, read_turn(*before), tenant), false);
  rows_.put_row(tables_of::turn, row, pack(t, tenant));
  rows_.put(hashes::turn_id, key{}.number(session.key).rest(t.turn_id), std::to_string(t.ordinal));
  place(places_of(session.key, t, tenant), true);
}

std::optional<domain::turn> tables::turn_of(std::int64_t session, const std::string& turn_id) {
  const auto ordinal = rows_.get(hashes::turn_id, key{}.number(session).rest(turn_id));
  if (!ordinal) return std::nullopt;
  const auto row =
      rows_.get(tables_of::turn, key{}.number(session).number(stored_number(*ordinal)));
  return row ? std::optional{read_turn(*row)} : std::nullopt;
}

summary_state tables::summaries_of(const segments& history) {
  return redis::summaries_of(rows_, history);
}

void tables::keep_summary(const relational::open_session& session, const domain::summary& made) {
  std::int64_t number = 1;
  for (const auto& last :
       rows_.range(tables_of::summary + table_order, within(number_key(session.log), 1, true))) {
    key_reader parts{last};
    parts.number();
    number = parts.number() + 1;
  }
  const summary_row row{made.to_seq, made.stale, made.summary_id,
                        domain::canonical(domain::encode(made))};
  rows_.put_row(tables_of::summary, summary_key(session.log, number), pack(row));
  rows_.put(hashes::summary_id, key{}.number(session.log).rest(made.summary_id),
            std::to_string(number));
  place(places_of(session.log, number, row), true);
}

void tables::remove_summary(std::int64_t log, std::int64_t number, const summary_row& row) {
  rows_.remove_row(tables_of::summary, summary_key(log, number));
  rows_.remove(hashes::summary_id, key{}.number(log).rest(row.id));
  place(places_of(log, number, row), false);
}

}  // namespace parley::storage::redis
