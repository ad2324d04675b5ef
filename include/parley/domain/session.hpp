#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/time.hpp"
#include "parley/domain/participant.hpp"

namespace parley::domain {

/// Where a fork came from.
struct fork_origin {
  std::string session_id;
  std::int64_t seq = 0;
  friend bool operator==(const fork_origin&, const fork_origin&) = default;
};

/// The version that this code writes into `format_version`.
inline constexpr std::int64_t record_format_version = 2;

/// The record of a session: what is true of it as a whole. What follows from its newest message
/// (message_count, last_seq, last_activity) is a `head` beside it, kept by the store.
struct session {
  std::string session_id;       ///< 1 to 128 characters of the id alphabet
  std::string tenant_id;        ///< same alphabet
  std::string conversation_id;  ///< same alphabet; the session's own id unless given
  std::optional<std::string> user_id;  ///< 1 to 256 characters, no control characters
  session_type type = session_type::user_to_agent;
  std::string session_key;      ///< derived at creation, see keys.hpp
  std::vector<participant> participants;
  std::optional<std::string> parent_session_id;
  std::optional<std::string> root_session_id;
  std::int64_t depth = 0;
  session_status status = session_status::active;
  base::timestamp created_at{};
  base::timestamp touched_at{};  ///< last activity that is not an append: creation, participants, reopen
  std::optional<base::timestamp> closed_at;
  std::int64_t turn_count = 0;
  std::int64_t round = 0;
  std::optional<std::string> system_prompt;
  std::optional<fork_origin> forked_from;
  std::optional<std::string> continues;  ///< the earlier session of the conversation, see prior.hpp
  std::int64_t revision = 1;    ///< grows with every change of this record; the ETag
  json metadata = json::object();
  std::int64_t format_version = record_format_version;
  json extra = json::object();  ///< unknown fields of stored and imported records

  friend bool operator==(const session&, const session&) = default;
};

/// What follows from the newest message row.
struct head {
  std::int64_t last_seq = 0;
  base::timestamp last_append{};  ///< when it was received; epoch 0 when there is none
  friend bool operator==(const head&, const head&) = default;
};

/// A session as it is shown.
struct session_view {
  session record;
  head at;

  std::int64_t message_count() const { return at.last_seq; }
  base::timestamp last_activity() const { return std::max(record.touched_at, at.last_append); }
  friend bool operator==(const session_view&, const session_view&) = default;
};

}  // namespace parley::domain
