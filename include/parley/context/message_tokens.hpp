#pragma once

#include <cstdint>

#include "parley/context/chat_message.hpp"
#include "parley/context/counter.hpp"
#include "parley/domain/json.hpp"

namespace parley::context {

/// What a request costs beyond its texts. Published numbers are those of the OpenAI Cookbook, "How
/// to count tokens with tiktoken", sections 6 (messages) and 7 (tools): of several models' the
/// largest. For calls and their results none is published. They count like the JSON in which the
/// API takes them, which is on the safe side of the shorter forms that models are known to see.

/// Each entry's marks of begin, role and end: `tokens_per_message`.
inline constexpr std::int64_t message_priming = 3;
/// A name besides its text: `tokens_per_name`.
inline constexpr std::int64_t name_priming = 1;
/// The answer's begin, once a request: `<|start|>assistant<|message|>`.
inline constexpr std::int64_t reply_priming = 3;
/// A call besides its id, name and arguments. Unpublished: `{"id":"","type":"function","function":
/// {"name":"","arguments":""}},` has 14 tokens in cl100k_base and 15 in o200k_base.
inline constexpr std::int64_t call_frame = 16;
/// The id in a tool's entry besides its text. Unpublished: `"tool_call_id":"",` has 6.
inline constexpr std::int64_t call_id_frame = 7;
/// Each function of the tools: `func_init` of gpt-4 and gpt-3.5-turbo (7 for gpt-4o).
inline constexpr std::int64_t tool_frame = 10;
/// All tools together: `func_end`.
inline constexpr std::int64_t tools_frame = 12;

/// Tokens of one entry of a request: role, content, name, calls, call id and what surrounds them.
/// With an exact counter and an entry without calls it is what the Cookbook gives.
std::int64_t message_tokens(const counter& counts, const chat_message& message);

/// Tokens of the tools of a request, a list in chat-completions form; 0 when there are none. Their
/// JSON text counts whole: more than the Cookbook's formula, which takes names, types, descriptions
/// and values of enumerations of the first level.
std::int64_t tools_tokens(const counter& counts, const domain::json_text& tools);

}  // namespace parley::context
