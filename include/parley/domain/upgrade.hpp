#pragma once

#include <vector>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"

namespace parley::domain {

// Older records become today's by one table of small functions, version to version
// (src/domain/upgrade.cpp). A record of today's version passes unchanged.

/// A participant with `id` / `type` / `role`.
base::result<json> upgrade_participant(json value);

/// A model record of version 1.0, or of none, whose participants lack metadata.
base::result<json> upgrade_session_record(json value);

/// An old session file: a flat object with `history` and `last_active`.
bool is_session_file(const json& value);

struct upgraded_file {
  session_view session;
  std::vector<message> messages;
};

/// It becomes a `user_to_agent` session of tenant `default` with implied participants; seq by
/// position, message ids `<session_id>:<seq>`.
base::result<upgraded_file> upgrade_session_file(const json& value, const base::limits& limits);

}  // namespace parley::domain
