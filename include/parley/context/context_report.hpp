#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/context/chat_message.hpp"

namespace parley::context {

/// Why a message of the session is not in a view.
enum class left_out_reason : std::uint8_t {
  budget,      ///< it did not fit
  summarized,  ///< the summary in the view stands for it
  erased,      ///< it has no content any more
  no_call,     ///< a tool result whose call is not in the window
  pending,     ///< nothing of it was left without its unanswered calls
  scan_limit,  ///< the walk ended after too many messages that nothing came of
};
std::string_view to_string(left_out_reason reason);

/// Neighbouring messages that were left out for one reason; both ends belong to it.
struct left_out_range {
  std::int64_t from_seq = 0;
  std::int64_t to_seq = 0;
  left_out_reason reason = left_out_reason::budget;
  friend bool operator==(const left_out_range&, const left_out_range&) = default;
};

/// Tokens of a view by section. `total` is what is sent: the sum of the others but `reserve`.
struct section_tokens {
  std::int64_t system = 0;
  std::int64_t retrieved = 0;
  std::int64_t summary = 0;
  std::int64_t messages = 0;  ///< with what the reply costs to begin (reply_priming)
  std::int64_t tools = 0;
  std::int64_t reserve = 0;  ///< as asked for: not sent, kept for the answer
  std::int64_t total = 0;
  friend bool operator==(const section_tokens&, const section_tokens&) = default;
};

/// The messages of the session that are in a view: its least and greatest seq (0 when there is
/// none) and their number. What lies between them and is not in the view is in `left_out`. A
/// system prompt that was taken from the history counts as system prompt, not here.
struct included_messages {
  std::int64_t from_seq = 0;
  std::int64_t to_seq = 0;
  std::int64_t messages = 0;
  friend bool operator==(const included_messages&, const included_messages&) = default;
};

/// What is said about a view (WIRE.md, "Context report").
struct context_report {
  std::string counter;
  bool exact = false;
  std::int64_t budget = 0;  ///< max_tokens - reserve
  section_tokens tokens;
  included_messages included;
  std::vector<left_out_range> left_out;   ///< ascending, without overlap
  std::optional<std::string> summary_id;  ///< of the summary in the view
  std::vector<std::string> pending;       ///< ids of unanswered calls, oldest first
  bool summary_due = false;               ///< messages did not fit that no summary covers
  bool retrieved_cut = false;             ///< not all retrieved text is in the view
  std::int64_t prior_messages = 0;        ///< of the prior section, that are in the view
  friend bool operator==(const context_report&, const context_report&) = default;
};

/// A request for the next model call, without its tools.
struct context_view {
  std::vector<chat_message> messages;
  context_report report;
  friend bool operator==(const context_view&, const context_view&) = default;
};

}  // namespace parley::context
