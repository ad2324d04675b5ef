#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parley/storage/submission.hpp"
#include "storage/postgres/result.hpp"
#include "storage/relational/values.hpp"

namespace parley::storage::postgres {

/// What a transaction knows of the rows, its own writes included, so that it need not ask: most of
/// it was asked for all submissions of a batch together. An entry without a value: there is no such
/// row. What has no entry is not known.
struct known_rows {
  struct session {
    relational::session_row row;
    relational::status_and_age facts;
  };
  using place = std::pair<std::int64_t, std::string>;  ///< a log, and an id that a client gave
  using effect_key = std::pair<std::string, std::pair<std::string, std::string>>;

  std::unordered_map<std::int64_t, std::optional<session>> sessions;    ///< by key
  std::unordered_map<std::int64_t, std::optional<domain::head>> heads;  ///< newest row, by log
  std::unordered_map<std::int64_t, segments> histories;                 ///< by log
  std::map<session_ref, bool> there;   ///< whether there is a session
  std::map<session_ref, bool> erased;  ///< whether there is a tombstone
  std::map<session_ref, std::optional<moving_log>> moving;  ///< staged or marked
  std::map<place, std::optional<relational::known_message>> messages;
  std::map<effect_key, std::optional<idempotent_effect>> effects;
};

inline known_rows::effect_key key_of(const std::string& tenant, const idempotency& once) {
  return {tenant, {once.key, once.route}};
}

/// Columns of `message m`: log, and what `read_known` reads.
inline const std::string known_columns =
    "m.log, m.seq, m.message_id, m.digest, m.sender, m.timestamp, m.status";
relational::known_message read_known(const row& r);

/// By an array of keys, what `take_session` reads.
extern const std::string sessions_by_key;
void take_session(const row& r, known_rows& rows);

}  // namespace parley::storage::postgres
