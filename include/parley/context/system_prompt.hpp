#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"

namespace parley::context {

/// A named piece of a system prompt. Hosts replace it by its name.
struct prompt_section {
  std::string name;     ///< not empty
  std::string heading;  ///< one line
  std::string text;
  friend bool operator==(const prompt_section&, const prompt_section&) = default;
};

/// Puts `section` in the place of the one of its name, or at the end when there is none. An empty
/// text takes the section away.
void replace_section(std::vector<prompt_section>& sections, prompt_section section);

/// The rule that the answer is in the language of the user.
std::string_view language_rule();

/// The guidelines that ship: `continuing`, `editing`, `large_output`, `code`.
std::vector<prompt_section> default_guidelines();

/// A tool as the model is told of it.
struct tool_description {
  std::string name;  ///< [a-zA-Z0-9_-], 1 to 64
  std::string description;
  domain::json_text parameters;  ///< JSON schema, an object; absent: takes none
};

/// What a system prompt is built from; every part may be empty.
struct system_prompt_parts {
  std::string introduction;  ///< the host's own words, first
  std::string language{language_rule()};
  std::vector<prompt_section> guidelines = default_guidelines();
  std::vector<tool_description> tools;
  bool native_tool_calls = true;  ///< false: explains the text form (tool_call_text.hpp)
};

/// The system prompt: introduction, language, guidelines, tools. Errors: invalid_argument for a
/// section without a name or two of one (`guidelines[1].name`), for a tool's name, for two of one,
/// and for parameters that are no JSON object (`tools[0].parameters`).
base::result<std::string> system_prompt(const system_prompt_parts& parts);

}  // namespace parley::context
