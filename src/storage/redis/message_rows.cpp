#include "parley/base/utf8.hpp"
#include "storage/redis/packing.hpp"
#include "storage/redis/rows.hpp"

namespace parley::storage::redis {

std::string pack(const message_row& row) {
  const auto& m = row.message;
  packer p;
  p.raw(key{}
            .number(row.head.seq)
            .number(row.head.position)
            .number(base::to_micros(row.head.received_at))
            .number(row.head.characters)
            .byte(static_cast<std::uint8_t>(row.head.status))
            .byte(row.head.given ? 1 : 0)
            .bytes());
  p.digest(row.head.digest).number(base::to_micros(m.timestamp)).text(m.message_id);
  p.text(m.role).optional_text(m.sender_id).text(row.agent).optional_text(m.name);
  p.optional_text(m.tool_call_id).optional_text(m.content);
  for (const auto* each : {&m.tool_calls, &m.metadata, &m.item, &m.extra}) p.text(each->text);
  return p.take();
}

message_header read_header(std::string_view bytes) {
  message_header h;
  unpacker u{bytes};
  key_reader k{u.raw(header_bytes - h.digest.size())};
  h.seq = k.number();
  h.position = k.number();
  h.received_at = base::from_micros(k.number());
  h.characters = k.number();
  h.status = static_cast<domain::message_status>(k.byte());
  h.given = k.byte() != 0;
  h.digest = u.digest();
  return h;
}

message_row read_row(std::string_view bytes) {
  message_row row;
  row.head = read_header(bytes);
  unpacker u{bytes};
  u.raw(header_bytes);
  auto& m = row.message;
  m.seq = row.head.seq;
  m.received_at = row.head.received_at;
  m.status = row.head.status;
  m.body_digest = row.head.digest;
  m.timestamp = base::from_micros(u.number());
  m.message_id = u.text();
  m.role = u.text();
  m.sender_id = u.optional_text();
  row.agent = u.text();
  m.name = u.optional_text();
  m.tool_call_id = u.optional_text();
  m.content = u.optional_text();
  for (auto* each : {&m.tool_calls, &m.metadata, &m.item, &m.extra}) each->text = u.text();
  return row;
}

message_row blanked(message_row row) {
  auto& m = row.message;
  row.head.digest = m.body_digest = {};
  row.head.characters = 0;
  m.content.reset();
  for (auto* each : {&m.tool_calls, &m.metadata, &m.item, &m.extra}) each->text.clear();
  return row;
}

domain::message read_message(std::string_view bytes) {
  auto row = read_row(bytes);
  // What was erased is not there, also while its text is still to be removed.
  if (row.head.status == domain::message_status::erased) row = blanked(std::move(row));
  return std::move(row.message);
}

relational::known_message known_of(const message_row& row) {
  const auto& m = row.message;
  return {{m.seq, m.message_id, true, m.sender_id, m.timestamp},
          m.body_digest,
          row.head.status == domain::message_status::erased};
}

}  // namespace parley::storage::redis
