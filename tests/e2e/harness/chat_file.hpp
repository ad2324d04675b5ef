#pragma once

#include <string>

namespace parley::e2e {

/// Whether the first line is a conversation of a chat file.
bool is_chat(const std::string& text);

/// Whether two chat files hold the same conversations, in the same order, each message equal as
/// JSON: missing keys missing, null null. Prints the first difference.
bool same_conversations(const std::string& left, const std::string& right);

}  // namespace parley::e2e
