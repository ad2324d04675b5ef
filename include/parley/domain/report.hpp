#pragma once

#include <string>
#include <string_view>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/names.hpp"

namespace parley::domain {

/// Whether a child's message of that type goes to its parent's history too.
bool is_report(agent_message_type type);

/// A child's report on its way.
struct report {
  std::string parent;  ///< session id
  message entry;       ///< as it will stand in the parent's history, but for seq and received_at
  friend bool operator==(const report&, const report&) = default;
};

/// What `entry` (with its id) of the session `child` becomes in the parent's history: the same
/// message under the id `<child>:<message_id>`, with metadata `child_session_id`. An id that would
/// be above 256 characters has the SHA-256 of the message id in its place.
report report_of(const message& entry, const std::string& child, const std::string& parent);

std::string write_report(const report& r);
base::result<report> read_report(std::string_view text, const base::limits& limits);

}  // namespace parley::domain
