#pragma once

#include <cstdint>

#include "parley/context/chat_message.hpp"
#include "parley/context/counter.hpp"
#include "parley/domain/json.hpp"

namespace parley::context {

/// Tokens that a request costs besides its messages: every reply begins with its role.
inline constexpr std::int64_t reply_priming_tokens = 3;

/// Tokens of one message with everything that is sent of it: role, content, name, calls and the
/// signs around them.
std::int64_t message_tokens(const counter& c, const chat_message& m);

/// Tokens of tool schemas in chat-completions form; 0 when absent.
std::int64_t tools_tokens(const counter& c, const domain::json_text& tools);

}  // namespace parley::context
