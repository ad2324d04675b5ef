#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "parley/context/chat_message.hpp"
#include "parley/domain/message.hpp"

namespace parley::context {

// Which tool result answers which call. Ids repeat in real data and may be empty, so position
// decides: a result answers the newest assistant message before it that has an unanswered call of
// that id (the first such call of it). A result without an id takes the first unanswered call.
// All functions are pure and may be called from any thread.

/// A result answers a call at most so many messages before it. The bound keeps what has to be
/// remembered while a history is walked from its newest end.
inline constexpr std::int64_t group_span_max = 1000;

/// A tool result whose call has not been met yet on the way back.
struct waiting_result {
  std::int64_t at = 0;                 ///< its seq, or its index in a list
  std::optional<std::string> call_id;  ///< empty text counts as none
};

/// Takes the answers to the calls of the assistant message at `at` out of `waiting`, which holds
/// the results after it, newest first, that no later message took. For each call the place of its
/// answer, or nothing. Results further away than `group_span_max` are given up: they come back in
/// `lost`.
struct answers {
  std::vector<std::optional<std::int64_t>> of_call;
  std::vector<std::int64_t> lost;
};
answers take_answers(std::int64_t at, std::span<const chat_call> calls,
                     std::vector<waiting_result>& waiting);

/// What grouping needs to know of one message.
struct talk_shape {
  std::vector<chat_call> calls;        ///< of an assistant
  bool is_result = false;              ///< of a tool
  std::optional<std::string> call_id;  ///< of a result
};
talk_shape shape_of(const domain::message& m);

/// The calls of a stored message, none of a system's, user's or tool's; entries that are not {id,
/// function: {name, arguments}} count with what they have.
std::vector<chat_call> calls_of(const domain::message& m);

/// For each message where its group begins: a result's is the place of its call, every other
/// message's its own. A result without a call stands for itself.
std::vector<std::size_t> group_starts(std::span<const talk_shape> talk);

}  // namespace parley::context
