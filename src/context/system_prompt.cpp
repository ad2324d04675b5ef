#include "parley/context/system_prompt.hpp"

#include <set>

#include "context/api_names.hpp"
#include "parley/context/tool_call_text.hpp"

namespace parley::context {

namespace {

base::status wrong(const char* list, std::size_t n, const char* field, std::string text) {
  return {base::errc::invalid_argument, std::string{list} + '[' + std::to_string(n) + "]." + field,
          std::move(text), 0};
}

std::optional<base::status> check_guidelines(const std::vector<prompt_section>& sections) {
  std::set<std::string> names;
  for (std::size_t n = 0; n < sections.size(); ++n) {
    if (sections[n].name.empty())
      return wrong("guidelines", n, "name", "A section has a name that is not empty.");
    if (!names.insert(sections[n].name).second)
      return wrong("guidelines", n, "name", "Sections have different names.");
  }
  return std::nullopt;
}

std::optional<base::status> check_tools(const std::vector<tool_description>& tools) {
  std::set<std::string> names;
  for (std::size_t n = 0; n < tools.size(); ++n) {
    const auto& tool = tools[n];
    if (!is_api_name(tool.name))
      return wrong("tools", n, "name", "A tool's name has 1 to 64 characters of [a-zA-Z0-9_-].");
    if (!names.insert(tool.name).second)
      return wrong("tools", n, "name", "Tools have different names.");
    if (tool.parameters.empty()) continue;
    const auto schema = domain::parse_json(tool.parameters.text);
    if (!schema || !schema->is_object())
      return wrong("tools", n, "parameters", "The parameters are a JSON schema, an object.");
  }
  return std::nullopt;
}

/// A piece with its heading, an empty line before it.
void add(std::string& prompt, std::string_view heading, std::string_view text) {
  if (text.empty()) return;
  if (!prompt.empty()) prompt += "\n\n";
  if (!heading.empty()) prompt.append(heading).append("\n\n");
  prompt += text;
}

std::string text_of(const tool_description& tool) {
  auto text = "## " + tool.name;
  if (!tool.description.empty()) text += "\n\n" + tool.description;
  if (tool.parameters.empty()) return text + "\n\nIt takes no parameters.";
  return text + "\n\nParameters, as a JSON schema: " + tool.parameters.text;
}

std::string text_form() {
  return "To call a tool, write a fenced block of this form in your answer:\n\n" +
         write_tool_call({"", "NAME", "JSON"}) +
         "\n\nNAME is the name of one of the tools below, JSON an object with its arguments that "
         "fits the schema of its parameters. An answer may hold several such blocks and text "
         "around them. End your answer after the last one and wait: the results come in the "
         "next message, in the order of the calls. Quote such a block only inside another "
         "fenced block.";
}

std::string text_of(const std::vector<tool_description>& tools, bool native) {
  std::string text;
  if (!native) add(text, "", text_form());
  for (const auto& tool : tools) add(text, "", text_of(tool));
  return text;
}

}  // namespace

base::result<std::string> system_prompt(const system_prompt_parts& parts) {
  if (auto bad = check_guidelines(parts.guidelines)) return base::fail(std::move(*bad));
  if (auto bad = check_tools(parts.tools)) return base::fail(std::move(*bad));
  std::string guidelines;
  for (const auto& section : parts.guidelines) {
    add(guidelines, section.heading.empty() ? "" : "## " + section.heading, section.text);
  }
  std::string prompt;
  add(prompt, "", parts.introduction);
  add(prompt, "# Language", parts.language);
  add(prompt, "# Working guidelines", guidelines);
  // Without tools there is nothing to call, in no form.
  if (!parts.tools.empty()) add(prompt, "# Tools", text_of(parts.tools, parts.native_tool_calls));
  return prompt;
}

}  // namespace parley::context
