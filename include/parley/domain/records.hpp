#pragma once

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"

namespace parley::domain {

// Records as they are stored and exported: complete and lossless, unknown fields kept.
// `read_X(write_X(x)) == x` for every legal value. Older records are upgraded on the way. The
// `kind` of a line in a file is no part of the record; neither is `_parley` in a message's metadata.

json write_session(const session_view& s);
json write_message(const message& m);

base::result<session_view> read_session(const json& value, const base::limits& limits);
base::result<message> read_message(const json& value, const base::limits& limits);

/// Sizes. Reading does not check them, because a limit that was lowered must not make stored
/// records unreadable; what is imported from outside is checked here. Fails with too_large.
base::result<void> check_limits(const session& s, const base::limits& limits);
base::result<void> check_limits(const message& m, const base::limits& limits);

}  // namespace parley::domain
