#define CAF_SUITE prior
#include "caf/test/unit_test.hpp"

#include "parley/context/prior.hpp"

using namespace parley;
using namespace parley::context;

namespace {

std::vector<prior_message> load(const std::vector<history_entry>& entries,
                                const prior_limits& limits = {}) {
  return load_prior(entries, limits);
}

}  // namespace

CAF_TEST(only users and assistants that say something) {
  const auto found = load({{"system", "prompt", {}},
                           {"user", "q", {}},
                           {"assistant", std::nullopt, {}},
                           {"tool", "result", {}},
                           {"assistant", "a", {}},
                           {"agent_writer", "draft", {}},
                           {"user", "", {}}});
  CAF_CHECK(found == (std::vector<prior_message>{{"user", "q", false}, {"assistant", "a", false}}));
}

CAF_TEST(blank is only unicode white space) {
  for (const auto* blank :
       {" ", "\t\n\v\f\r", "\xC2\x85\xC2\xA0", "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x8A",
        "\xE2\x80\xA8\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80 "})
    CAF_CHECK(load({{"user", blank, {}}}).empty());
  // A zero width space, a control and a combining character are none.
  for (const auto* text : {"\xE2\x80\x8B", "\x1B", " \xCC\x81", "\xE2\x80\x8E"})
    CAF_CHECK_EQUAL(load({{"user", text, {}}}).size(), 1u);
}

CAF_TEST(empty content falls back to message and blank content does not ) {
  CAF_CHECK(load({{"user", "", "said"}}).at(0).content == "said");
  CAF_CHECK(load({{"user", std::nullopt, "said"}}).at(0).content == "said");
  CAF_CHECK(load({{"user", "both", "said"}}).at(0).content == "both");
  CAF_CHECK(load({{"user", " ", "said"}}).empty());
  CAF_CHECK(load({{"user", "", " "}}).empty());
}

CAF_TEST(the last forty are looked at) {
  std::vector<history_entry> entries;
  for (int n = 0; n < 45; ++n) entries.push_back({"user", std::to_string(n), {}});
  entries[44].role = "tool";
  const auto found = load(entries);
  CAF_CHECK_EQUAL(found.size(), 39u);
  CAF_CHECK(found.front().content == "5");
  CAF_CHECK_EQUAL(load(entries, {2, 10}).size(), 1u);
  CAF_CHECK(load(entries, {0, 10}).empty());
}

CAF_TEST(long content is cut between code points and marked) {
  const std::string sign = "\xE5\xAF\xB9";
  std::string exact;
  for (int n = 0; n < 12000; ++n) exact += sign;
  const auto whole = load({{"user", exact, {}}});
  CAF_CHECK(!whole.at(0).cut && whole.at(0).content == exact);
  const auto cut = load({{"user", exact + sign, {}}});
  CAF_CHECK(cut.at(0).cut && cut.at(0).content == exact);
}

CAF_TEST(a stored message as an entry) {
  domain::message m;
  m.role = "user";
  m.content = "";
  m.extra.text = R"({"message": "said elsewhere", "other": 1})";
  CAF_CHECK(load({entry_of(m)}).at(0).content == "said elsewhere");
  m.extra.text = R"({"message": 5})";
  CAF_CHECK(load({entry_of(m)}).empty());
}
