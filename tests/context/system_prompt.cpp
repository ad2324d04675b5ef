#define CAF_SUITE context_system_prompt
#include "parley/context/system_prompt.hpp"

#include "caf/test/unit_test.hpp"
#include "parley/context/tool_call_text.hpp"

using namespace parley;
using namespace parley::context;

namespace {

std::string made(const system_prompt_parts& parts) {
  const auto prompt = system_prompt(parts);
  return prompt ? *prompt : base::to_string(prompt.error());
}

/// The field of the refusal.
std::string refused(const system_prompt_parts& parts) {
  const auto prompt = system_prompt(parts);
  if (prompt) return "made";
  CAF_CHECK(prompt.error().code == base::errc::invalid_argument);
  CAF_CHECK(!prompt.error().text.empty());
  return prompt.error().field;
}

bool has(const std::string& text, std::string_view piece) {
  return text.find(piece) != std::string::npos;
}

system_prompt_parts nothing() {
  system_prompt_parts parts;
  parts.language.clear();
  parts.guidelines.clear();
  return parts;
}

tool_description tool(std::string name, std::string schema = {}) {
  return {std::move(name), "Finds what was written.", {std::move(schema)}};
}

}  // namespace

CAF_TEST(the defaults) {
  const auto prompt = made({});
  CAF_CHECK(prompt.starts_with("# Language\n\n" + std::string{language_rule()}));
  CAF_CHECK(has(prompt, "\n\n# Working guidelines\n\n## Continuing work\n\n"));
  CAF_CHECK(!has(prompt, "# Tools"));
  std::vector<std::string> names;
  for (const auto& section : default_guidelines()) {
    names.push_back(section.name);
    CAF_CHECK(has(prompt, "## " + section.heading + "\n\n" + section.text));
  }
  CAF_CHECK((names == std::vector<std::string>{"continuing", "editing", "large_output", "code"}));
}

CAF_TEST(every part may be empty) {
  auto parts = nothing();
  CAF_CHECK_EQUAL(made(parts), "");
  parts.introduction = "You sell lamps.";
  CAF_CHECK_EQUAL(made(parts), "You sell lamps.");
  parts.language = "Speak Latin.";
  CAF_CHECK_EQUAL(made(parts), "You sell lamps.\n\n# Language\n\nSpeak Latin.");
}

CAF_TEST(sections are replaced by name) {
  auto sections = default_guidelines();
  replace_section(sections, {"code", "Code", "Write Ada."});
  replace_section(sections, {"editing", "", ""});
  replace_section(sections, {"absent", "", ""});
  replace_section(sections, {"tone", "Tone", "Be brief."});
  auto parts = nothing();
  parts.guidelines = sections;
  replace_section(parts.guidelines, {"continuing", "", ""});
  replace_section(parts.guidelines, {"large_output", "", ""});
  CAF_CHECK_EQUAL(made(parts),
                  "# Working guidelines\n\n## Code\n\nWrite Ada.\n\n## Tone\n\nBe brief.");
}

CAF_TEST(tools of a model that has calls) {
  auto parts = nothing();
  parts.tools = {tool("search", R"({"type":"object"})"), {"now", "", {}}};
  CAF_CHECK_EQUAL(made(parts),
                  "# Tools\n\n## search\n\nFinds what was written.\n\n"
                  "Parameters, as a JSON schema: {\"type\":\"object\"}\n\n"
                  "## now\n\nIt takes no parameters.");
}

CAF_TEST(the text form is explained) {
  auto parts = nothing();
  parts.native_tool_calls = false;
  CAF_CHECK_EQUAL(made(parts), "");
  parts.tools = {tool("search")};
  const auto prompt = made(parts);
  CAF_CHECK(has(prompt, "```tool_call\ntool: NAME\nargs: JSON\n```"));
  // What explains the form must not be taken for a call.
  CAF_CHECK(read_tool_calls(prompt).calls.empty());
}

CAF_TEST(refused parts) {
  const struct {
    std::vector<prompt_section> guidelines;
    std::vector<tool_description> tools;
    const char* field;
  } table[] = {
      {{{"a", "A", "x"}, {"", "B", "y"}}, {}, "guidelines[1].name"},
      {{{"a", "A", "x"}, {"a", "B", "y"}}, {}, "guidelines[1].name"},
      {{}, {tool("")}, "tools[0].name"},
      {{}, {tool("a b")}, "tools[0].name"},
      {{}, {tool("a\nb")}, "tools[0].name"},
      {{}, {tool(std::string(65, 'a'))}, "tools[0].name"},
      {{}, {tool("a"), tool("a")}, "tools[1].name"},
      {{}, {tool("a", "{")}, "tools[0].parameters"},
      {{}, {tool("a", "[]")}, "tools[0].parameters"},
      {{}, {tool(std::string(64, 'a'), "{}")}, "made"},
  };
  for (const auto& row : table) {
    auto parts = nothing();
    parts.guidelines = row.guidelines;
    parts.tools = row.tools;
    CAF_CHECK_EQUAL(refused(parts), row.field);
  }
}
