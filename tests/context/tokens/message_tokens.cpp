#define CAF_SUITE message_tokens

#include "parley/context/message_tokens.hpp"
#include "caf/test/unit_test.hpp"

using namespace parley;
using context::chat_message;

namespace {

/// One token a byte: what is counted can be added up by hand.
struct byte_counter final : context::counter {
  std::string_view name() const override { return "bytes"; }
  bool exact() const override { return true; }
  std::int64_t count(std::string_view text) const override {
    return static_cast<std::int64_t>(text.size());
  }
};

const byte_counter bytes;

}  // namespace

CAF_TEST(everything that is sent counts) {
  const struct {
    const char* what;
    chat_message message;
    std::int64_t tokens;
  } table[] = {
      {"content", {"user", "hello", {}, {}, {}}, 3 + 4 + 5},
      {"no content", {"assistant", {}, {}, {}, {}}, 3 + 9},
      {"empty content", {"assistant", "", {}, {}, {}}, 3 + 9},
      {"name", {"user", "hi", "anna", {}, {}}, 3 + 4 + 2 + 1 + 4},
      {"call", {"assistant", {}, {}, {{"c1", "find", "{}"}}, {}}, 3 + 9 + 16 + 2 + 4 + 2},
      {"two calls",
       {"assistant", "ok", {}, {{"1", "a", "{}"}, {"2", "b", ""}}, {}},
       3 + 9 + 2 + 16 + 4 + 16 + 2},
      {"result", {"tool", "42", {}, {}, "c1"}, 3 + 4 + 2 + 7 + 2},
  };
  for (const auto& [what, message, tokens] : table) {
    CAF_MESSAGE(what);
    CAF_CHECK_EQUAL(context::message_tokens(bytes, message), tokens);
  }
  CAF_CHECK_EQUAL(context::reply_priming, 3);
}

CAF_TEST(tools count with their schemas) {
  const auto tools = [](const char* text) { return context::tools_tokens(bytes, {text}); };
  CAF_CHECK_EQUAL(tools(""), 0);
  CAF_CHECK_EQUAL(tools("[]"), 0);
  const std::string one = R"({"function":{"name":"f"},"type":"function"})";
  const auto size = static_cast<std::int64_t>(one.size());
  CAF_CHECK_EQUAL(tools(("[" + one + "]").c_str()), 12 + 10 + size + 2);
  CAF_CHECK_EQUAL(tools(("[" + one + "," + one + "]").c_str()), 12 + 20 + 2 * size + 3);
  CAF_CHECK_EQUAL(tools(one.c_str()), 12 + 10 + size);
}
