#pragma once

#include <string>

#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"
#include "parley/protocol/commands.hpp"

namespace parley::frontends::gateway {

// Small bodies that every front end reads and writes alike.

/// `{reason?}`; empty when there is none. At most 1,024 characters.
base::result<std::string> read_reason(const domain::json& body);

/// An object without a field.
base::result<void> read_nothing(const domain::json& body);

/// An error without the front end's own frame: `{code, detail, field}`.
domain::json encode(const base::status& why);

/// The answer to an append: `{seq, message_id, sender_id, role, status, timestamp}`.
domain::json encode(const protocol::receipt& r);

/// JSON text. Bytes that are no UTF-8 are replaced: an answer must not fail on what it quotes.
std::string to_body(const domain::json& value);

}  // namespace parley::frontends::gateway
