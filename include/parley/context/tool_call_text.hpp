#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/context/chat_message.hpp"

namespace parley::context {

// The text form of tool calls (SPEC 5, "System prompts"), for models that have no calls of their
// own. A call is a fenced block in an answer:
//
//     ```tool_call
//     tool: search
//     args: {"query": "lighthouse"}
//     ```
//
// All functions are pure; texts are well-formed UTF-8.

/// One call in its text form, without a newline at the end. `arguments` is JSON.
std::string write_tool_call(const chat_call& call);

/// A block that is meant to be a call and is none.
struct tool_call_error {
  std::size_t line = 0;  ///< of its opening fence, from 1
  base::status status;   ///< invalid_argument; the field is `fence`, `tool` or `args`
};

/// What an answer holds.
struct answer_with_calls {
  std::string text;                     ///< the answer without the blocks that are calls
  std::vector<chat_call> calls;         ///< in their order, with the ids call_1, call_2, ...
  std::vector<tool_call_error> errors;  ///< in their order; these blocks stay in the text
};

/// Finds the calls in an answer, in time linear in its length. As tolerant as a reader: blanks
/// before and after fences, longer fences, fences of tildes, other cases of the words, carriage
/// returns, empty lines, quotes around the tool's name, `args` over several lines or before
/// `tool`. As strict as the one who has to run the call:
/// - an error is a block that is not closed before the text or the next call ends it, lacks a
///   line, has one twice or a line of another kind, names no tool ([a-zA-Z0-9_-], 1 to 64), or has
///   arguments that are no JSON object (domain/json.hpp);
/// - what stands inside another fenced block is quoted, not called.
answer_with_calls read_tool_calls(std::string_view answer);

/// What came of one call, or why it could not be run.
struct tool_text_result {
  std::string tool;
  std::string content;
};

/// The content of the one user message that gives the results back, under a heading and in fenced
/// blocks that nothing in a content can close.
std::string tool_results_text(std::span<const tool_text_result> results);

}  // namespace parley::context
