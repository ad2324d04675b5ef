#include "api_world.hpp"

#define CAF_SUITE api_statistics

using namespace parley::tests;

namespace {

struct talking : api_world {
  talking() {
    create_session("a");
    clock.advance(std::chrono::seconds{2});
    say_in("a", "12345678");
    call("POST", messages_of("a"), json{{"role", "assistant"}, {"content", "1234567"}});
    clock.advance(std::chrono::hours{24});
    create_session("b");
    say_in("b", "123");
    call("POST", base + "/sessions/b/close");
  }

  reply stats(const std::string& query = "") { return call("GET", base + "/stats" + query); }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_statistics, talking)

CAF_TEST(of_the_whole_tenant) {
  const auto r = stats();
  CAF_REQUIRE_EQUAL(r.status, 200);
  const json wanted{
      {"agent", nullptr},
      {"from", nullptr},
      {"to", nullptr},
      {"sessions", {{"active", 1}, {"closed", 1}, {"archived", 0}, {"total", 2}}},
      {"messages", 3},
      {"tokens", {{"count", 4}, {"counter", "characters_4"}, {"exact", false}}},
      {"mean_messages", 1.5},
      {"mean_duration_s", 1.0},
      {"days",
       {{{"day", "2026-01-02"}, {"sessions", 1}, {"messages", 2}, {"tokens", 3}},
        {{"day", "2026-01-03"}, {"sessions", 1}, {"messages", 1}, {"tokens", 0}}}},
      {"agents", {"assistant"}}};
  CAF_CHECK_EQUAL(r.body, wanted);
}

CAF_TEST(of_an_agent) {
  const auto r = stats("?agent=assistant");
  CAF_CHECK_EQUAL(r["agent"], "assistant");
  CAF_CHECK(r.body["sessions"]["total"] == 2);
  CAF_CHECK_EQUAL(r["messages"], 1);
  CAF_CHECK(r.body["tokens"]["count"] == 1);
  CAF_CHECK_EQUAL(r["mean_messages"], 1.5);
  CAF_CHECK_EQUAL(r["days"].size(), 2u);
  CAF_CHECK_EQUAL(r["agents"], json::array());

  const auto nobody = stats("?agent=nobody");
  CAF_CHECK_EQUAL(nobody.status, 200);
  CAF_CHECK(nobody.body["sessions"]["total"] == 0);
  CAF_CHECK(nobody["mean_messages"].is_null());
  CAF_CHECK(nobody["mean_duration_s"].is_null());
  CAF_CHECK_EQUAL(nobody["days"], json::array());
}

CAF_TEST(of_some_days) {
  const auto later = stats("?from=2026-01-03");
  CAF_CHECK_EQUAL(later["from"], "2026-01-03");
  CAF_CHECK(later["to"].is_null());
  CAF_CHECK_EQUAL(later["messages"], 1);
  CAF_CHECK(later.body["tokens"]["count"] == 0);
  CAF_CHECK(later.body["sessions"]["total"] == 2);
  const auto first = stats("?from=0000-01-01&to=2026-01-02");
  CAF_CHECK_EQUAL(first["from"], "0000-01-01");
  CAF_CHECK_EQUAL(first["messages"], 2);
  CAF_CHECK(first.body["days"][0]["day"] == "2026-01-02");
  CAF_CHECK_EQUAL(stats("?from=2026-01-02&to=2026-01-02")["messages"], 2);
  CAF_CHECK_EQUAL(stats("?from=2027-01-01")["days"], json::array());
}

CAF_TEST(of_another_tenant_there_is_nothing) {
  const auto r = call("GET", "/v1/tenants/other/stats");
  CAF_CHECK_EQUAL(r.status, 200);
  CAF_CHECK_EQUAL(r["messages"], 0);
  CAF_CHECK_EQUAL(r["agents"], json::array());
}

CAF_TEST(what_is_refused) {
  const struct {
    std::string query;
    std::string field;
  } cases[] = {
      {"?from=2026-1-2", "from"},
      {"?from=2026-02-30", "from"},
      {"?from=2026-01-02T00:00:00Z", "from"},
      {"?from=", "from"},
      {"?to=20260102", "to"},
      {"?to=2026-01-02%20", "to"},
      {"?from=2026-01-03&to=2026-01-02", "from"},
      {"?agent=", "agent"},
      {"?agent=a%20b", "agent"},
      {"?day=2026-01-02", "day"},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.query);
    const auto r = stats(c.query);
    CAF_CHECK_EQUAL(r.status, 400);
    CAF_CHECK_EQUAL(r.code(), "invalid_argument");
    CAF_CHECK_EQUAL(r.field(), c.field);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
