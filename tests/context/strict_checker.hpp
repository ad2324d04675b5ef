#pragma once

#include <string>
#include <vector>

#include "parley/context/chat_message.hpp"

namespace parley::testing_context {

/// What a strict chat-completions endpoint would find wrong with these messages; empty when
/// nothing. It knows nothing of how they were made:
/// - roles are system, user, assistant and tool;
/// - only assistants have calls, and a message without calls has content;
/// - behind an assistant with calls come exactly its answers, one tool message for each call, and
///   a tool message stands nowhere else;
/// - a name has 1 to 64 characters of [a-zA-Z0-9_-];
/// - texts are UTF-8.
std::string strict_check(const std::vector<context::chat_message>& messages);

}  // namespace parley::testing_context
