#include "storage/row_hash.hpp"

#include <concepts>
#include <string>
#include <string_view>

namespace parley::storage {
namespace {

/// Fields are gathered first: one call of the digest for a row.
class row_text {
 public:
  template <class... Fields>
  row_text& put(const Fields&... fields) {
    (one(fields), ...);
    return *this;
  }

  void into(base::sha256& digest) const { digest.update(text_); }

 private:
  /// With its length, so that what ends one field cannot begin the next.
  void one(std::string_view text) {
    one(static_cast<std::int64_t>(text.size()));
    text_ += text;
  }
  void one(const std::string& text) { one(std::string_view{text}); }
  void one(const domain::json_text& json) { one(std::string_view{json.text}); }
  void one(const base::digest& digest) {
    text_.append(reinterpret_cast<const char*>(digest.data()), digest.size());
  }
  void one(base::timestamp at) { one(base::to_micros(at)); }

  template <class Number>
  requires std::integral<Number>
  void one(Number number) {
    const auto wide = static_cast<std::uint64_t>(number);
    for (int shift = 0; shift < 64; shift += 8) text_ += static_cast<char>(wide >> shift & 0xff);
  }

  template <class Name>
  requires std::is_enum_v<Name>
  void one(Name name) { one(static_cast<std::int64_t>(name)); }

  template <class T>
  void one(const std::optional<T>& field) {
    one(field.has_value());
    if (field) one(*field);
  }

  template <class T>
  void one(const std::vector<T>& list) {
    one(list.size());
    for (const auto& each : list) one(each);
  }

  std::string text_;
};

// A binding names every member: one that is added does not compile until it is here, too.

void put(row_text& row, const domain::message& m) {
  const auto& [seq, message_id, id_suffix, sender_id, role, content, tool_calls, tool_call_id, name,
               timestamp, status, metadata, item, received_at, body_digest, extra] = m;
  row.put(seq, message_id, id_suffix, sender_id, role, content, tool_calls, tool_call_id, name,
          timestamp, status, metadata, item, received_at, body_digest, extra);
}

}  // namespace

void hash_row(base::sha256& into, const moved_message& m) {
  row_text row;
  put(row, m.row);
  row.put(m.agent).into(into);
}

void hash_row(base::sha256& into, const domain::turn& t) {
  const auto& [turn_id, ordinal, state, question, answer_id, draft, lease_until, touched_at, reason,
               parked_by] = t;
  row_text row;
  put(row, question);
  row.put(turn_id, ordinal, state, answer_id, draft.text, draft.ends, lease_until, touched_at,
          reason, parked_by)
      .into(into);
}

void hash_row(base::sha256& into, const domain::summary& s) {
  const auto& [summary_id, round, from_seq, to_seq, is_meta, stale, text, model, created_at,
               previous_summary_id, reason, messages, external_keys] = s;
  row_text{}
      .put(summary_id, round, from_seq, to_seq, is_meta, stale, text, model, created_at,
           previous_summary_id, reason, messages, external_keys)
      .into(into);
}

void hash_row(base::sha256& into, const turn_tally& t) {
  const auto& [seq, turn_count, round] = t;
  row_text{}.put(seq, turn_count, round).into(into);
}

}  // namespace parley::storage
