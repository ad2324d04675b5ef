#pragma once

#include <string>

#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"

namespace parley::domain {

// The JSON that is shown: field names of SPEC 1, absent optional values as null.

json encode(const participant& p);
json encode(const session_view& s);

/// With what the server knows under metadata `_parley` (received_at, source).
json encode(const message& m);

/// `{seq, message_id, sender_id, role, status, timestamp}`: what an append answers.
json encode_receipt(const message& m);

/// Chat-completions form: role, content and what is there of tool_calls, tool_call_id and name; an
/// `item` that has a role verbatim. Missing keys stay missing, null stays null.
json encode_chat(const message& m);

}  // namespace parley::domain
