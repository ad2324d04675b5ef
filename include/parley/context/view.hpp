#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/context/prior.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/participant.hpp"

namespace parley::context {

/// What becomes of a call that has no result yet.
enum class pending_rule : std::uint8_t {
  answer,  ///< a tool entry says that there is none yet
  omit,    ///< the call is left out, and its message with it when nothing else is in it
};

/// What a caller asks of a view. Texts are well-formed UTF-8.
struct view_request {
  std::int64_t max_tokens = 0;                ///< at least 1
  std::int64_t reserve = 0;                   ///< tokens kept for the answer, 0 to max_tokens
  std::optional<std::string> as_participant;  ///< a participant's id
  std::vector<std::string> retrieved;         ///< joined by an empty line; empty ones don't count
  std::optional<std::string> system_prompt;   ///< empty counts as absent
  std::optional<std::int64_t> current_prompt_seq;  ///< default: the newest user message
  pending_rule pending = pending_rule::answer;
  domain::json_text tools;  ///< schemas in chat-completions form: counted
};

/// A stored summary. Its text stands for the messages 1 to `to_seq`.
struct view_summary {
  std::string id;
  std::string text;
  std::int64_t to_seq = 0;
};

/// What precedes the session's own messages when it continues another one (prior.hpp).
struct prior_section {
  std::optional<view_summary> summary;  ///< of the session before
  std::vector<prior_message> messages;
};

/// What is known of the session before its messages are read.
struct view_source {
  std::optional<std::string> session_prompt;
  std::vector<domain::participant> participants;
  std::optional<view_summary> summary;  ///< the latest
  std::int64_t last_seq = 0;
  /// The message of seq 1. It is the system prompt when its role is `system` and neither the
  /// caller nor the session has one.
  std::optional<domain::message> first;
  /// Of the newest user message, when the owner knows it; 0: there is none. Otherwise the builder
  /// walks back to it, however far that is.
  std::optional<std::int64_t> newest_user_seq;
  /// In the window until the session has a summary of its own.
  prior_section prior;
};

}  // namespace parley::context
