#pragma once

#include <optional>
#include <string>
#include <vector>

namespace parley::context {

/// A tool call of an assistant, as chat completions have it.
struct chat_call {
  std::string id;
  std::string name;
  std::string arguments;  ///< JSON text as the model wrote it, not parsed
  friend bool operator==(const chat_call&, const chat_call&) = default;
};

/// One entry of a request to a chat-completions API. All texts are well-formed UTF-8.
struct chat_message {
  std::string role;                     ///< system, user, assistant or tool
  std::optional<std::string> content;   ///< null only beside calls
  std::optional<std::string> name;      ///< of the API's alphabet: [a-zA-Z0-9_-], 1 to 64
  std::vector<chat_call> calls;         ///< of an assistant
  std::optional<std::string> call_id;   ///< of a tool entry: the call that it answers
  friend bool operator==(const chat_message&, const chat_message&) = default;
};

}  // namespace parley::context
