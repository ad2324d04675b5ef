#pragma once

#include <string>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"
#include "parley/storage/session_ref.hpp"
#include "storage/memory/tables.hpp"

namespace parley::storage::json {

// Files of conversations that this store did not write: what `parley export --format chat` gives,
// `{"session_id"?, "messages": [{"role", "content", ...}]}`, and old session files with a
// `history`.

/// Whether the file is one of these.
bool is_older(const domain::json& file);

/// Makes it a session of that address, as an import would: implied participants, seq by position,
/// message ids `<session_id>:<seq>` where there are none. Into the tables and their indexes.
/// invalid_argument when the file names another session or breaks a rule of messages,
/// session_exists and erased for an id that is used.
base::result<void> take_older(domain::json file, const session_ref& session, memory::tables& into);

/// The conversations of a file with one on each line; invalid_argument for any other line.
base::result<std::vector<domain::json>> read_lines(const std::string& text);

/// The id that the file gives itself; empty: none.
std::string own_id(const domain::json& file);

}  // namespace parley::storage::json
