#define CAF_SUITE context_tool_call_text
#include "parley/context/tool_call_text.hpp"

#include <array>

#include "caf/test/unit_test.hpp"
#include "context/talk_generator.hpp"
#include "parley/base/utf8.hpp"
#include "parley/domain/json.hpp"
#include "storage/scale.hpp"

using namespace parley;
using namespace parley::context;

namespace {

/// "name args" of each call, then "line field" of each error.
std::string found(std::string_view answer) {
  const auto read = read_tool_calls(answer);
  std::string out;
  for (const auto& call : read.calls) out += call.name + ' ' + call.arguments + "; ";
  for (const auto& error : read.errors)
    out += std::to_string(error.line) + ' ' + error.status.field + "; ";
  return out;
}

}  // namespace

CAF_TEST(a call and the text around it) {
  const auto read = read_tool_calls(
      "I look.\n\n```tool_call\ntool: search\nargs: {\"q\": \"sea\"}\n```\nThen I answer.");
  CAF_CHECK_EQUAL(read.text, "I look.\n\nThen I answer.");
  CAF_REQUIRE_EQUAL(read.calls.size(), 1u);
  CAF_CHECK(read.calls[0] == (chat_call{"call_1", "search", R"({"q": "sea"})"}));
  CAF_CHECK(read.errors.empty());
}

CAF_TEST(what a reader would understand) {
  const char* const answers[] = {
      "```tool_call\ntool: f\nargs: {}\n```",
      "```tool_call\r\ntool: f\r\nargs: {}\r\n```\r\n",
      "   ``` tool_call  \n  tool :f\n\targs:  {}  \n   ```  ",
      "~~~~~ Tool_Call json\nTOOL: f\nArgs: {}\n~~~~~~",
      "```tool_call\n\ntool: `f`\n\nargs: {}\n\n```",
      "```tool_call\nargs: {}\ntool: \"f\"\n```",
  };
  for (const auto* answer : answers) {
    CAF_MESSAGE(answer);
    CAF_CHECK_EQUAL(found(answer), "f {}; ");
  }
  CAF_CHECK_EQUAL(found("```tool_call\ntool: f\nargs: {\n  \"a\": [\n    1 ]\n}\n```"),
                  "f {\n\"a\": [\n1 ]\n}; ");
  CAF_CHECK_EQUAL(found("```tool_call\nargs:\n{\"tool\": 1,\n\"args\": 2}\ntool: f\n```"),
                  "f {\"tool\": 1,\n\"args\": 2}; ");
}

CAF_TEST(several calls) {
  const std::string one = "```tool_call\ntool: a\nargs: {}\n```\n";
  const std::string two = "```tool_call\ntool: b\nargs: {}\n```\n";
  const auto read = read_tool_calls("x\n" + one + "y\n" + two + "z");
  CAF_CHECK_EQUAL(read.text, "x\ny\nz");
  CAF_REQUIRE_EQUAL(read.calls.size(), 2u);
  CAF_CHECK_EQUAL(read.calls[0].id, "call_1");
  CAF_CHECK_EQUAL(read.calls[1].id, "call_2");
  CAF_CHECK_EQUAL(found(one + "```tool_call\ntool: b\n```\n" + two), "a {}; b {}; 5 args; ");
}

CAF_TEST(blocks that are no calls) {
  const struct {
    const char* answer;
    const char* expected;
  } table[] = {
      {"```tool_call\n```", "1 tool; "},
      {"```tool_call\nargs: {}\n```", "1 tool; "},
      {"```tool_call\ntool: f\n```", "1 args; "},
      {"```tool_call\ntool: f\nargs:\n```", "1 args; "},
      {"```tool_call\ntool: f\nargs: {'a': 1}\n```", "1 args; "},
      {"```tool_call\ntool: f\nargs: {\"a\": 1, \"a\": 2}\n```", "1 args; "},
      {"```tool_call\ntool: f\nargs: {} {}\n```", "1 args; "},
      {"```tool_call\ntool: f\nargs: [1]\n```", "1 args; "},
      {"```tool_call\ntool: f\nargs: null\n```", "1 args; "},
      {"```tool_call\ntool:\nargs: {}\n```", "1 tool; "},
      {"```tool_call\ntool: f g\nargs: {}\n```", "1 tool; "},
      {"```tool_call\ntool: f\ntool: g\nargs: {}\n```", "1 tool; "},
      {"```tool_call\ntool: f\nargs: {}\nargs: {}\n```", "1 args; "},
      {"```tool_call\ntool: f\nid: 7\nargs: {}\n```", "1 fence; "},
      {"```tool_call\ntool: f\nargs: {}", "1 fence; "},
      {"```tool_call\ntool: f\nargs: {}\n~~~", "1 fence; "},
      {"````tool_call\ntool: f\nargs: {}\n```", "1 fence; "},
      {"```tool_call", "1 fence; "},
      {"a\nb\n```tool_call\ntool: f\nargs: {}\n```tool_call\ntool: g\nargs: {}\n```",
       "g {}; 3 fence; "},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.answer);
    CAF_CHECK_EQUAL(found(row.answer), row.expected);
    const auto read = read_tool_calls(row.answer);
    CAF_CHECK(!read.errors.at(0).status.text.empty());
    // What is not understood is not swallowed.
    CAF_CHECK(!read.calls.empty() || read.text == row.answer);
  }
}

CAF_TEST(text that calls nothing) {
  const char* const answers[] = {
      "",
      "\n",
      "tool: f\nargs: {}",
      "```json\n{}\n```",
      "``tool_call\ntool: f\nargs: {}\n``",
      "```tool_calls\ntool: f\nargs: {}\n```",
      "Write ```tool_call``` to call.",
      "````\n```tool_call\ntool: f\nargs: {}\n```\n````",
      "~~~markdown\n```tool_call\ntool: f\nargs: {}\n```\n~~~\n",
  };
  for (const auto* answer : answers) {
    CAF_MESSAGE(answer);
    CAF_CHECK_EQUAL(found(answer), "");
    CAF_CHECK_EQUAL(read_tool_calls(answer).text, answer);
  }
  // A block that is never closed quotes nothing.
  CAF_CHECK_EQUAL(found("````python\n```tool_call\ntool: f\nargs: {}\n```\n"), "f {}; ");
}

CAF_TEST(names at their bounds) {
  const std::string longest(64, 'x');
  CAF_CHECK_EQUAL(found(write_tool_call({"", longest, "{}"})), longest + " {}; ");
  CAF_CHECK_EQUAL(found(write_tool_call({"", longest + 'x', "{}"})), "1 tool; ");
}

CAF_TEST(results) {
  const std::vector<tool_text_result> results{{"search", "found"}, {"read", "```\ninside\n````"}};
  CAF_CHECK_EQUAL(tool_results_text(results),
                  "# Results of the tool calls\n\n"
                  "## search\n```tool_result\nfound\n```\n\n"
                  "## read\n`````tool_result\n```\ninside\n````\n`````\n");
}

CAF_TEST(what is written is read among any text) {
  const auto seed = tests::first_seed(0);
  CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
  const auto rounds = tests::scaled(5000);
  for (std::uint64_t n = 0; n < static_cast<std::uint64_t>(rounds); ++n) {
    testing_context::talk_generator g{seed + n};
    std::string answer;
    std::string around;
    std::vector<chat_call> calls;
    for (auto k = g.number(0, 4); k > 0; --k) {
      const auto text = g.text(20) + '\n';
      answer += text;
      around += text;
      const domain::json args = {{g.text(4), g.text(20)}, {"n", {1, g.text(5)}}};
      const auto id = "call_" + std::to_string(calls.size() + 1);
      calls.push_back(
          {id, "f-" + std::to_string(g.number(0, 99)), args.dump(g.one_in(2) ? 2 : -1)});
      answer += write_tool_call(calls.back()) + '\n';
    }
    auto read = read_tool_calls(answer);
    bool same = read.errors.empty() && read.text == around && read.calls.size() == calls.size();
    for (std::size_t k = 0; same && k < calls.size(); ++k)
      same =
          read.calls[k].id == calls[k].id && read.calls[k].name == calls[k].name &&
          domain::json::parse(read.calls[k].arguments) == domain::json::parse(calls[k].arguments);
    if (same) continue;
    CAF_ERROR("PARLEY_TEST_SEED=" << seed + n << ":\n" << answer);
    return;
  }
}

CAF_TEST(any text at all) {
  static const std::array<std::string, 22> pieces{"```",
                                                  "````",
                                                  "~~~",
                                                  "tool_call",
                                                  "TOOL_CALL",
                                                  "tool:",
                                                  "args:",
                                                  "{}",
                                                  "{\"a\":1}",
                                                  "{",
                                                  "\"",
                                                  "`",
                                                  "\n",
                                                  "\n",
                                                  "\n",
                                                  "\r\n",
                                                  " ",
                                                  "f",
                                                  "对",
                                                  "\t",
                                                  "```tool_call\n",
                                                  "\n```tool_call\ntool: f\nargs: {}\n```\n"};
  const auto seed = tests::first_seed(0);
  CAF_MESSAGE("PARLEY_TEST_SEED=" << seed);
  const auto rounds = tests::scaled(100000);
  testing_context::talk_generator g{seed};
  std::size_t calls = 0;
  std::size_t errors = 0;
  for (int n = 0; n < rounds; ++n) {
    std::string answer;
    for (auto k = g.number(0, 30); k > 0; --k)
      answer += pieces[static_cast<std::size_t>(g.number(0, 21))];
    const auto read = read_tool_calls(answer);
    calls += read.calls.size();
    errors += read.errors.size();
    bool right = base::is_utf8(read.text) && read.text.size() <= answer.size() &&
                 (!read.calls.empty() || read.text == answer);
    for (const auto& call : read.calls) right &= domain::parse_json(call.arguments).has_value();
    std::size_t line = 0;
    for (const auto& error : read.errors) {
      right &= error.line > line && error.status.code == base::errc::invalid_argument;
      line = error.line;
    }
    if (right) continue;
    CAF_ERROR("PARLEY_TEST_SEED=" << seed << ", answer " << n << ":\n" << answer);
    return;
  }
  CAF_CHECK(calls > static_cast<std::size_t>(rounds) / 50);
  CAF_CHECK(errors > static_cast<std::size_t>(rounds) / 50);
}

CAF_TEST(long answers are read in linear time) {
  std::string openers;
  for (int n = 0; n < 200000; ++n) openers += n % 2 ? "```x\n" : "~~~~y\n";
  CAF_CHECK_EQUAL(read_tool_calls(openers).text.size(), openers.size());
  std::string calls;
  for (int n = 0; n < 50000; ++n) calls += "```tool_call\n";
  CAF_CHECK_EQUAL(read_tool_calls(calls).errors.size(), 50000u);
}
