#include "tools/export_check.hpp"

#include <sstream>

#include "parley/base/digest.hpp"

#define CAF_SUITE tools_export_check
#include "caf/test/unit_test.hpp"

using namespace parley;

namespace {

const std::string body =
    "{\"kind\":\"header\",\"format_version\":2}\n"
    "{\"kind\":\"session\"}\n"
    "{\"kind\":\"message\"}\n"
    "{\"kind\":\"message\"}\n";

std::string end_line(const std::string& over, int sessions, int messages) {
  base::sha256 digest;
  digest.update(over);
  return "{\"kind\":\"end\",\"messages\":" + std::to_string(messages) +
         ",\"sessions\":" + std::to_string(sessions) + ",\"sha256\":\"" + digest.hex() + "\"}\n";
}

bool passes(const std::string& text) {
  std::istringstream in(text);
  return tools::check_export(in, 10000).has_value();
}

}  // namespace

CAF_TEST(a_whole_export_passes_and_a_damaged_one_does_not) {
  const auto end = end_line(body, 1, 2);
  auto changed = body;
  changed[20] = '~';
  const struct {
    const char* what;
    std::string text;
    bool expected;
  } table[] = {
      {"whole", body + end, true},
      {"without the last line feed", body + end.substr(0, end.size() - 1), true},
      {"a changed byte", changed + end, false},
      {"no end line", body, false},
      {"wrong counts", body + end_line(body, 2, 2), false},
      {"wrong counts", body + end_line(body, 1, 3), false},
      {"a line too few", body.substr(0, body.size() - 19) + end, false},
      {"something behind it", body + end + "{}\n", false},
      {"an end line without a digest", body + "{\"kind\":\"end\"}\n", false},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.what);
    CAF_CHECK_EQUAL(passes(entry.text), entry.expected);
  }
}

CAF_TEST(other_files_pass) {
  CAF_CHECK(passes(""));
  CAF_CHECK(passes("no json at all\n"));
  CAF_CHECK(passes("{\"conversation_id\":\"a\",\"messages\":[]}\n"));
  // Not the first line of anything: this is for the import to refuse.
  CAF_CHECK(passes("{\"kind\":\"session\"}\n"));
}
