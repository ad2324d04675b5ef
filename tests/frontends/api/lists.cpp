#include <set>

#include "api_world.hpp"

#define CAF_SUITE api_lists

using namespace parley::tests;

namespace {

struct filled : api_world {
  filled() {
    for (int i = 0; i < 7; ++i) {
      clock.advance(std::chrono::seconds{1});
      call("POST", base + "/sessions",
           json{{"session_id", "s" + std::to_string(i)},
                {"user_id", i % 2 ? "ann" : "bob"},
                {"metadata", {{"n", i}, {"text", std::to_string(i)}}}});
    }
    call("POST", base + "/sessions/s3/close");
  }

  std::vector<std::string> ids(const std::string& query) {
    std::vector<std::string> result;
    const auto r = call("GET", base + "/sessions" + query);
    if (r.status != 200) return {"error " + r.text};
    for (const auto& item : r.body["items"]) result.push_back(item["session_id"]);
    return result;
  }
};

using names = std::vector<std::string>;

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_lists, filled)

CAF_TEST(filters_and_order) {
  CAF_CHECK_EQUAL(ids(""), (names{"s6", "s5", "s4", "s3", "s2", "s1", "s0"}));
  CAF_CHECK_EQUAL(ids("?order=created_at_asc&limit=2"), (names{"s0", "s1"}));
  CAF_CHECK_EQUAL(ids("?order=created_at&limit=1"), (names{"s6"}));
  CAF_CHECK_EQUAL(ids("?user=ann"), (names{"s5", "s3", "s1"}));
  CAF_CHECK_EQUAL(ids("?user=ann&status=active"), (names{"s5", "s1"}));
  CAF_CHECK_EQUAL(ids("?status=closed"), (names{"s3"}));
  CAF_CHECK_EQUAL(ids("?type=user_to_mc"), (names{}));
  CAF_CHECK_EQUAL(ids("?role=assistant&limit=1"), (names{"s6"}));
  CAF_CHECK_EQUAL(ids("?conversation=s2"), (names{"s2"}));
  CAF_CHECK_EQUAL(ids("?root=s2"), (names{}));
  CAF_CHECK_EQUAL(ids("?parent=s2"), (names{}));
  CAF_CHECK_EQUAL(ids("?metadata.n=4"), (names{"s4"}));
  CAF_CHECK_EQUAL(ids("?metadata.text=%224%22"), (names{"s4"}));
  CAF_CHECK_EQUAL(ids("?metadata.n=four"), (names{}));
  const auto third = call("GET", base + "/sessions/s2")["created_at"].get<std::string>();
  CAF_CHECK_EQUAL(ids("?created_to=" + third), (names{"s1", "s0"}));
  CAF_CHECK_EQUAL(ids("?created_from=" + third + "&user=bob"), (names{"s6", "s4", "s2"}));
}

CAF_TEST(the order of last activity) {
  clock.advance(std::chrono::seconds{1});
  say_in("s2", "x");
  clock.advance(std::chrono::seconds{1});
  say_in("s5", "y");
  CAF_CHECK_EQUAL(ids("?order=last_activity&limit=2"), (names{"s5", "s2"}));
  CAF_CHECK_EQUAL(ids("?order=last_activity_asc&limit=2"), (names{"s0", "s1"}));
  clock.advance(std::chrono::seconds{1});
  say_in("s0", "z");
  CAF_CHECK_EQUAL(ids("?order=last_activity&limit=3"), (names{"s0", "s5", "s2"}));
  CAF_CHECK_EQUAL(ids("?order=last_activity&user=bob&limit=2"), (names{"s0", "s2"}));
  const auto page = call("GET", base + "/sessions?limit=1&order=last_activity");
  CAF_CHECK_EQUAL(ids("?limit=1&cursor=" + next_of(page)), (names{"s5"}));
  CAF_CHECK_EQUAL(call("GET", base + "/sessions?order=created_at&cursor=" + next_of(page)).field(),
                  "cursor");
}

CAF_TEST(cursors_walk_the_whole_list) {
  for (const auto* order :
       {"created_at", "created_at_asc", "last_activity", "last_activity_asc"}) {
    std::set<std::string> seen;
    std::string query = std::string("?limit=2&order=") + order;
    for (int pages = 0; pages < 10; ++pages) {
      const auto page = call("GET", base + "/sessions" + query);
      CAF_REQUIRE_EQUAL(page.status, 200);
      CAF_CHECK_LESS_OR_EQUAL(page.body["items"].size(), 2u);
      for (const auto& item : page.body["items"])
        CAF_CHECK(seen.insert(item["session_id"].get<std::string>()).second);
      const auto next = next_of(page);
      if (next.empty()) break;
      // The cursor knows its direction.
      query = "?limit=2&cursor=" + next;
    }
    CAF_CHECK_EQUAL(seen.size(), 7u);
  }
}

CAF_TEST(what_a_list_refuses) {
  struct {
    std::string query;
    int status;
    std::string code;
    std::string field;
  } cases[] = {
      {"?status=open", 400, "invalid_argument", "status"},
      {"?type=", 400, "invalid_argument", "type"},
      {"?user=", 400, "invalid_argument", "user"},
      {"?role=a%20b", 400, "invalid_argument", "role"},
      {"?root=..%2f", 400, "invalid_argument", "root"},
      {"?created_from=yesterday", 400, "invalid_argument", "created_from"},
      {"?limit=0", 400, "invalid_argument", "limit"},
      {"?limit=1001", 400, "invalid_argument", "limit"},
      {"?limit=5x", 400, "invalid_argument", "limit"},
      {"?limit=5&limit=6", 400, "invalid_argument", "limit"},
      {"?metadata.a=1&metadata.a=1", 400, "invalid_argument", "metadata.a"},
      {"?metadata.=1", 400, "invalid_argument", "metadata."},
      {"?order=name", 400, "invalid_argument", "order"},
      {"?colour=red", 400, "invalid_argument", "colour"},
      {"?cursor=", 400, "invalid_argument", "cursor"},
      {"?cursor=zzz", 400, "invalid_argument", "cursor"},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.query);
    const auto r = call("GET", base + "/sessions" + c.query);
    CAF_CHECK_EQUAL(r.status, c.status);
    CAF_CHECK_EQUAL(r.code(), c.code);
    CAF_CHECK_EQUAL(r.field(), c.field);
  }
  const auto cursor = next_of(call("GET", base + "/sessions?limit=1"));
  CAF_CHECK_EQUAL(call("GET", base + "/sessions?order=created_at_asc&cursor=" + cursor).field(),
                  "cursor");
  // A cursor of another list.
  create_session("m");
  say_in("m", "1");
  say_in("m", "2");
  const auto other = next_of(call("GET", messages_of("m") + "?limit=1"));
  CAF_REQUIRE(!other.empty());
  CAF_CHECK_EQUAL(call("GET", base + "/sessions?cursor=" + other).field(), "cursor");
  CAF_CHECK_EQUAL(call("GET", messages_of("m") + "?cursor=" + cursor).field(), "cursor");
}

CAF_TEST_FIXTURE_SCOPE_END()
