#pragma once

#include <string>

#include "domain/object_reader.hpp"
#include "parley/domain/decode.hpp"

namespace parley::domain {

// Parts that several decoders share.

base::result<participant> decode_participant(const json& value, const std::string& prefix,
                                             const base::limits& limits, unknown_fields policy);

/// The participants of a request or record: each valid, ids unique.
std::vector<participant> read_participants(object_reader& in, const json& list);

/// Refuses participants who are not what the type demands.
void check_satisfies(object_reader& in, session_type type,
                     const std::vector<participant>& participants);

/// role, content, tool_calls, tool_call_id and name.
void read_body(object_reader& in, message& out);

/// A list of {id, type, function: {name, arguments}}. Under `keep` the type may be missing and
/// further fields may be there.
base::result<void> check_tool_calls(const json& list, const std::string& path,
                                    const base::limits& limits, unknown_fields policy);

/// The system prompt, within its limit where limits are checked.
std::optional<std::string> read_system_prompt(object_reader& in);

/// too_large when the JSON of one message is over its limit. `path` names the message.
base::result<void> check_message_size(const json& value, const std::string& path,
                                      const base::limits& limits);

/// What the type demands, in words.
std::string_view demanded_by(session_type type);

}  // namespace parley::domain
