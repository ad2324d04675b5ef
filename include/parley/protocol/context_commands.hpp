#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/boxed.hpp"
#include "parley/context/context_report.hpp"
#include "parley/context/view.hpp"
#include "parley/domain/session.hpp"
#include "parley/domain/summary.hpp"
#include "parley/storage/summaries.hpp"

namespace parley::protocol {

/// Asks for a summary of a session: an order, of the rules of when only "nothing before the first
/// round unless over the limit" applies to it.
struct summarize_command {
  std::optional<std::int64_t> round;       ///< default: the session's
  std::vector<std::string> external_keys;  ///< facts that are kept elsewhere
  bool wait = false;                       ///< answered when it is made; else when it is queued
  /// Makes the latest summary again, of the messages that it covers; it stays in the list. When there
  /// is none, it is an ordinary order.
  bool again = false;
  std::string reason;                      ///< INTERNAL, of a session that finds itself due
  friend bool operator==(const summarize_command&, const summarize_command&) = default;
};

struct summarize_reply {
  bool queued = false;
  base::boxed<domain::summary> summary;  ///< none of one that is not queued: there was nothing to do
  friend bool operator==(const summarize_reply&, const summarize_reply&) = default;
};

/// INTERNAL, from a summarizer: what a session is to take over. conflict (field `summary`) when it does
/// not fit any more.
struct apply_summary {
  storage::summary_order order;
  std::int64_t characters = 0;  ///< of the contents that it covers; -1: whoever sends it does not know
  friend bool operator==(const apply_summary&, const apply_summary&) = default;
};

/// Whether a session needs a summary, as the store has it.
struct summary_need {
  std::int64_t last_seq = 0;
  std::int64_t latest_round = 0;   ///< of the latest summary; 0: there is none
  std::int64_t latest_to_seq = 0;
  std::int64_t latest_characters = 0;  ///< of its text
  std::int64_t stale_to = 0;       ///< see storage::summary_state
  std::int64_t characters = 0;     ///< of the contents behind it, or more than the limit
  friend bool operator==(const summary_need&, const summary_need&) = default;
};

/// What a summarizer works on: what there is, and the messages behind the latest summary. When there is
/// none, messages without a seq come first: what the session began with, as prior section of the one
/// that it goes on with; a system message is that one's summary.
struct summary_source {
  std::int64_t round = 0;
  storage::summary_state state;
  std::vector<domain::message> messages;
  bool more = false;               ///< there are more than one summary takes
  std::int64_t characters = 0;     ///< of the window: prompt, latest summary, `messages`
  /// The latest summary is made again: `messages` are those that it covers, `previous` is the one that
  /// it went on from.
  bool again = false;
  std::optional<domain::summary> previous{};
  friend bool operator==(const summary_source&, const summary_source&) = default;
};

struct summary_page {
  std::vector<domain::summary> items;
  bool more = false;
  friend bool operator==(const summary_page&, const summary_page&) = default;
};

/// What a context begins with, as the store has it.
struct window_facts {
  domain::session_view session;
  std::int64_t log = 0;                  ///< that its pages are read of
  std::optional<domain::summary> summary;
  std::optional<domain::message> first;  ///< the message of seq 1
  context::prior_section prior;
  friend bool operator==(const window_facts&, const window_facts&) = default;
};

/// Asks for the messages of the next model call.
struct context_command {
  context::view_request view;
  std::string model;  ///< whose tokens count; empty: the default counter
  friend bool operator==(const context_command&, const context_command&) = default;
};

}  // namespace parley::protocol
