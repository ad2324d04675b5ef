#pragma once

#include <optional>
#include <string>
#include <variant>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/session.hpp"

namespace parley::domain {

// The changes of a session's record, as values. `apply` is the only function that makes one.

struct close_change { std::string reason; };
struct reopen_change { std::string reason; };
struct patch_change { session_patch patch; };
struct set_metadata_change { std::string key; json value; };
struct remove_metadata_change { std::string key; };   ///< not_found when the key is missing
struct join_change { participant who; };              ///< one who left joins again with a new joined_at
struct leave_change { std::string participant_id; };  ///< participants_required when the type breaks
struct archive_change { std::string reason; };        ///< `closed_at` tells whether it was closed before
/// INTERNAL: where it stands in its tree, when what was above it is erased without it.
struct place_change {
  std::optional<std::string> parent;
  std::optional<std::string> root;
  std::int64_t depth = 0;
};

using record_change = std::variant<close_change, reopen_change, patch_change, set_metadata_change,
                                   remove_metadata_change, join_change, leave_change,
                                   archive_change, place_change>;

/// The record after the change, its revision grown by one; the same record with the same revision
/// when the change changes nothing (closing a closed session, joining as one already is).
base::result<session> apply(const record_change& change, session record, base::timestamp now,
                            const base::limits& limits);

/// session_closed when the session takes no messages.
base::result<void> takes_messages(const session& record);

/// The record of an archived session that was not closed, made active by what is written to it;
/// nullopt for any other.
std::optional<session> reactivated(const session& record);

/// Completes a message for the session that it goes to: sender by role when absent (the only
/// present user for `user`, the only agent for `assistant`, else null), sender must be a
/// participant, timestamps, received_at, id suffix. session_closed when the session takes none.
base::result<void> complete(message& m, const session& record, base::timestamp now,
                            std::string id_suffix, const std::string& prefix = "");

}  // namespace parley::domain
