#pragma once

#include <string>

#include "command.hpp"
#include "parley/domain/json.hpp"

namespace parley::tools {

// What `show` says of forks.

/// The sessions that a record came from, nearest first: `{session_id, seq, status}`, the status
/// null when it is gone. Empty for a session that is no fork.
base::result<domain::json> lineage_of(api& from, const std::string& tenant,
                                      const domain::json& record);

/// One line: "b at 6, a at 3 (gone)".
std::string lineage_text(const domain::json& lineage);

/// The session of the command's argument beside another one: the first `items_max` seqs after what
/// they have in common.
base::result<domain::json> compare_with(api& from, const invocation& how, const std::string& other,
                                        std::int64_t items_max);

/// Two columns under the names of the sessions.
std::string comparison_text(const domain::json& found, const std::string& left,
                            const std::string& right);

}  // namespace parley::tools
