#pragma once

#include <optional>
#include <string>

#include "parley/base/time.hpp"
#include "parley/domain/json.hpp"
#include "parley/domain/names.hpp"

namespace parley::domain {

/// One side of a conversation. Ids are unique within a session.
struct participant {
  std::string id;                             ///< 1 to 256 characters, no control characters
  participant_type type = participant_type::user;
  std::optional<std::string> role;            ///< 1 to 64 of the id alphabet; required for an agent
  json metadata = json::object();
  base::timestamp joined_at{};
  std::optional<base::timestamp> left_at;     ///< set: no longer present, still in the record
  json extra = json::object();                ///< unknown fields of stored and imported records

  bool present() const { return !left_at.has_value(); }
  friend bool operator==(const participant&, const participant&) = default;
};

}  // namespace parley::domain
