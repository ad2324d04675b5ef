#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"
#include "parley/domain/session.hpp"

namespace parley::domain {

/// What becomes of sessions that nobody used for a while. All that is given must hold.
struct retention_rule {
  std::string name;                       ///< 1 to 64 characters of the id alphabet, unique
  std::optional<session_status> status;
  std::optional<session_type> type;
  std::optional<std::string> role;        ///< some participant has this role
  std::optional<std::string> user;        ///< owner
  std::int64_t idle_days = 0;             ///< since the last activity; 0 to 36,500
  bool keep = false;                      ///< false: it is erased
  friend bool operator==(const retention_rule&, const retention_rule&) = default;
};

/// The rules of a tenant, at most 100. The first that fits a session decides; none: it is kept.
struct retention_policy {
  std::vector<retention_rule> rules;
  friend bool operator==(const retention_policy&, const retention_policy&) = default;
};

/// `{"rules": [{"name", "status", "type", "role", "user", "idle_days", "action": "delete"|"keep"}]}`,
/// the door for PUT /retention and for what is stored. Unknown and duplicate fields are refused.
base::result<retention_policy> decode_retention(const json& body);
json encode(const retention_policy& policy);

/// The rule that decides about the session at that time, or nullptr.
const retention_rule* deciding_rule(const retention_policy& policy, const session_view& session,
                                    base::timestamp now);

/// The least idle_days of a rule that erases: no session that was used since is erased by any. Absent:
/// nothing is erased.
std::optional<std::int64_t> shortest_idle_days(const retention_policy& policy);

}  // namespace parley::domain
