#define CAF_SUITE e2e_retention
#include "caf/test/unit_test.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

using namespace parley;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct ruled {
  e2e::scratch_folder files;
  const std::string rules = files.write("rules.json", R"({"rules": [
    {"name": "vip", "user": "ann", "idle_days": 0, "action": "keep"},
    {"name": "rest", "idle_days": 0, "action": "delete"}
  ]})");

  static e2e::finished retention(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "retention");
    return e2e::run(arguments);
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_retention, ruled)

CAF_TEST(rules are shown replaced and tried) {
  e2e::running_server server{files.store()};
  e2e::rest api{server.url()};
  api.post("/sessions", {{"session_id", "a"}, {"user_id", "ann"}});
  api.post("/sessions", {{"session_id", "b"}});
  api.post("/sessions/b/messages", {{"role", "user"}, {"content", "hi"}});
  const auto at = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--server", server.url()});
    return retention(arguments);
  };
  CAF_CHECK_EQUAL(at({}).out, "no rules: every session is kept\n");
  CAF_CHECK(contains(at({"--dry-run"}).out, "looked at 0 sessions\n"));

  const auto tried = at({"--dry-run", "--set", rules});
  CAF_CHECK_EQUAL(tried.code, 0);
  CAF_CHECK(contains(tried.out, "RULE  ACTION  SESSIONS  MESSAGES  FIRST"));
  CAF_CHECK(contains(tried.out, "looked at 2 sessions\n"));
  const auto value = domain::json::parse(at({"--dry-run", "--set", rules, "--json"}).out);
  CAF_CHECK(value["rules"][0]["first"] == domain::json::array({"a"}));
  CAF_CHECK(value["rules"][1]["first"] == domain::json::array({"b"}));
  CAF_CHECK(value["rules"][1]["messages"] == 1);
  CAF_CHECK_EQUAL(at({}).out, "no rules: every session is kept\n");

  const auto set = at({"--set", rules});
  CAF_CHECK_EQUAL(set.code, 0);
  CAF_CHECK(contains(set.out, "RULE  ACTION  IDLE DAYS  STATUS  TYPE  ROLE  USER"));
  CAF_CHECK_EQUAL(at({}).out, set.out);
  CAF_CHECK_EQUAL(domain::json::parse(at({"--json"}).out)["rules"][1]["action"].dump(),
                  "\"delete\"");
}

CAF_TEST(what cannot be rules changes nothing) {
  e2e::run({"import", "/dev/null", "--store", files.store()});
  const auto at = [&](const std::string& file) {
    return retention({"--set", file, "--store", files.store()});
  };
  CAF_CHECK_EQUAL(at(rules).code, 0);
  const auto wrong = at(files.write("wrong", R"({"rules": [{"name": "a", "idle_days": 1}]})"));
  CAF_CHECK_EQUAL(wrong.code, 2);
  CAF_CHECK(contains(wrong.err, "rules[0].action"));
  CAF_CHECK(at(files.write("empty", "")).code != 0);
  CAF_CHECK(at(files.write("bad.json", "{")).code != 0);
  CAF_CHECK_EQUAL(at(files.file("none.json")).code, 1);
  CAF_CHECK(contains(retention({"--store", files.store()}).out, "vip"));
  CAF_CHECK_EQUAL(retention({"--store", files.store("absent.db")}).code, 3);
}

CAF_TEST_FIXTURE_SCOPE_END()
