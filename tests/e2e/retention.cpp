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

CAF_TEST(whenever the process is killed the rest goes later and what is kept stays) {
  constexpr int sessions = 60;
  for (const int delay_ms : {1000, 1010, 1030, 1080}) {
    e2e::scratch_folder store;
    const std::vector<std::string> often{"--retention.interval_s", "1"};
    {
      e2e::running_server server{store.store(), often};
      e2e::rest api{server.url()};
      for (int i = 0; i < sessions; ++i) {
        const auto id = "s" + std::to_string(i);
        api.post("/sessions", {{"session_id", id}, {"user_id", i % 10 == 0 ? "ann" : "bob"}});
        api.post("/sessions/" + id + "/messages", {{"role", "user"}, {"content", "hi"}});
      }
      const auto set = retention({"--set", rules, "--server", server.url()});
      CAF_REQUIRE_EQUAL(set.code, 0);
      CAF_CHECK(!server.child().ends_within(std::chrono::milliseconds{delay_ms}));
      server.kill_hard();
    }
    e2e::running_server server{store.store(), often};
    e2e::rest api{server.url()};
    std::size_t left = sessions;
    for (int i = 0; i < 300 && left > sessions / 10; ++i) {
      CAF_CHECK(!server.child().ends_within(std::chrono::milliseconds{50}));
      left = api.get("/sessions?limit=1000").body["items"].size();
    }
    CAF_CHECK_EQUAL(left, static_cast<std::size_t>(sessions / 10));
    for (int i = 0; i < sessions; ++i)
      CAF_CHECK_EQUAL(api.get("/sessions/s" + std::to_string(i)).status, i % 10 == 0 ? 200 : 410);
    server.stop();
    CAF_CHECK_EQUAL(e2e::run({"doctor", "--store", store.store()}).code, 0);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
