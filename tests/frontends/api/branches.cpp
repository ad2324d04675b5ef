#include "api_world.hpp"

#define CAF_SUITE api_branches

using namespace parley::tests;
using numbers = std::vector<std::int64_t>;

namespace {

struct branches : api_world {
  const std::string at = base + "/sessions/s1";

  branches() {
    create_session("s1");
    for (const auto* text : {"one", "two", "three", "four"}) say_in("s1", text);
  }

  reply fork(const json& body, header_list headers = {}) {
    return call("POST", at + "/fork", body, std::move(headers));
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_branches, branches)

CAF_TEST(a fork is a session of its own) {
  const auto made = fork({{"at_seq", 2}, {"session_id", "f"}});
  CAF_CHECK_EQUAL(made.status, 201);
  CAF_CHECK_EQUAL(made.header("Location"), base + "/sessions/f");
  CAF_CHECK_EQUAL(made.header("ETag"), "\"1\"");
  CAF_CHECK(made["forked_from"] == (json{{"session_id", "s1"}, {"seq", 2}}));
  CAF_CHECK(made["session_key"] == "f_user_to_assistant");
  CAF_CHECK(made["conversation_id"] == "s1");
  CAF_CHECK(made["last_seq"] == 2);
  CAF_CHECK(made["message_count"] == 2);
  CAF_CHECK(made["continues"].is_null());
  CAF_CHECK_EQUAL(say_in("f", "mine")["seq"], 3);
  CAF_CHECK(seqs(call("GET", messages_of("f"))) == (numbers{1, 2, 3}));
  CAF_CHECK(call("GET", messages_of("f") + "/2")["content"] == "two");
  CAF_CHECK(call("GET", at)["last_seq"] == 4);
  const auto listed = call("GET", base + "/sessions?conversation=s1");
  CAF_CHECK_EQUAL(listed["items"].size(), 2u);
}

CAF_TEST(forking again) {
  const auto first = fork({{"at_seq", 2}, {"session_id", "f"}});
  const auto again = fork({{"at_seq", 2}, {"session_id", "f"}});
  CAF_CHECK_EQUAL(again.status, 200);
  CAF_CHECK(again.body == first.body);
  const auto other = fork({{"at_seq", 3}, {"session_id", "f"}});
  CAF_CHECK_EQUAL(other.status, 409);
  CAF_CHECK_EQUAL(other.code(), "session_exists");
  CAF_CHECK_EQUAL(create_session("f").status, 409);
}

CAF_TEST(a fork under a key is made once) {
  const header_list key{{"Idempotency-Key", "k1"}};
  const auto first = fork({{"at_seq", 2}}, key);
  CAF_CHECK_EQUAL(first.status, 201);
  say_in(first["session_id"].get<std::string>(), "more");
  const auto again = fork({{"at_seq", 2}}, key);
  CAF_CHECK_EQUAL(again.status, 201);
  CAF_CHECK_EQUAL(again.header("Idempotency-Replayed"), "true");
  CAF_CHECK(again.body == first.body);
  CAF_CHECK_EQUAL(fork({{"at_seq", 3}}, key).code(), "idempotency_mismatch");
  const auto unkeyed = fork({{"at_seq", 2}});
  CAF_CHECK(unkeyed["session_id"] != first["session_id"]);
}

CAF_TEST(what is refused) {
  const struct {
    json body;
    int status;
    std::string code;
    std::string field;
  } table[] = {
      {json::object(), 400, "invalid_argument", "at_seq"},
      {{{"at_seq", -1}}, 400, "invalid_argument", "at_seq"},
      {{{"at_seq", "2"}}, 400, "invalid_argument", "at_seq"},
      {{{"at_seq", 5}}, 400, "invalid_argument", "at_seq"},
      {{{"at_seq", 2}, {"session_id", "not legal"}}, 400, "invalid_argument", "session_id"},
      {{{"at_seq", 2}, {"title", "x"}}, 400, "unknown_field", "title"},
      {{{"at_seq", 2}, {"session_id", "s1"}}, 409, "session_exists", "session_id"},
  };
  for (const auto& entry : table) {
    const auto r = fork(entry.body);
    CAF_MESSAGE(entry.body.dump());
    CAF_CHECK_EQUAL(r.status, entry.status);
    CAF_CHECK_EQUAL(r.code(), entry.code);
    CAF_CHECK_EQUAL(r.field(), entry.field);
  }
  const auto nobody = call("POST", base + "/sessions/nobody/fork", json{{"at_seq", 0}});
  CAF_CHECK_EQUAL(nobody.status, 404);
  CAF_CHECK_EQUAL(call("POST", "/v1/tenants/other/sessions/s1/fork", json{{"at_seq", 1}}).status,
                  404);
}

CAF_TEST(two branches side by side) {
  fork({{"at_seq", 2}, {"session_id", "f"}});
  for (const auto* text : {"three", "other four", "five"}) say_in("f", text);
  auto page = call("GET", at + "/compare?with=f&limit=1");
  CAF_CHECK_EQUAL(page.status, 200);
  // Seq 3 is not shared, but the same was said.
  CAF_CHECK(page["common_seq"] == 3);
  CAF_CHECK(page["left_last_seq"] == 4);
  CAF_CHECK(page["right_last_seq"] == 5);
  CAF_REQUIRE_EQUAL(page["items"].size(), 1u);
  CAF_CHECK(page["items"][0]["seq"] == 4);
  CAF_CHECK(page["items"][0]["left"]["content"] == "four");
  CAF_CHECK(page["items"][0]["right"]["content"] == "other four");
  page = call("GET", at + "/compare?with=f&limit=1&cursor=" + next_of(page));
  CAF_REQUIRE_EQUAL(page["items"].size(), 1u);
  CAF_CHECK(page["items"][0]["left"].is_null());
  CAF_CHECK(page["items"][0]["right"]["content"] == "five");
  CAF_CHECK(page["next"].is_null());

  CAF_CHECK_EQUAL(call("GET", at + "/compare").field(), "with");
  CAF_CHECK_EQUAL(call("GET", at + "/compare?with=a%20b").field(), "with");
  CAF_CHECK_EQUAL(call("GET", at + "/compare?with=f&cursor=x").field(), "cursor");
  CAF_CHECK_EQUAL(call("GET", at + "/compare?with=nobody").status, 404);
  CAF_CHECK_EQUAL(call("GET", base + "/sessions/nobody/compare?with=s1").status, 404);
}

CAF_TEST(a session continues the conversation of an earlier one) {
  clock.advance(std::chrono::seconds{1});
  const auto next =
      call("POST", base + "/sessions", json{{"session_id", "s2"}, {"conversation_id", "s1"}});
  CAF_CHECK(next["continues"] == "s1");
  const auto prior = call("GET", base + "/sessions/s2/prior");
  CAF_CHECK_EQUAL(prior.status, 200);
  CAF_CHECK(prior["session_id"] == "s1");
  CAF_REQUIRE_EQUAL(prior["messages"].size(), 4u);
  CAF_CHECK(prior["messages"][3] == (json{{"role", "user"}, {"content", "four"}}));
  const auto none = call("GET", at + "/prior");
  CAF_CHECK(none.body == (json{{"session_id", nullptr}, {"messages", json::array()}}));
  CAF_CHECK_EQUAL(call("GET", base + "/sessions/nobody/prior").status, 404);
}

CAF_TEST(long prior content is cut and says so) {
  say_in("s1", std::string(12001, 'x'));
  clock.advance(std::chrono::seconds{1});
  call("POST", base + "/sessions", json{{"session_id", "s2"}, {"conversation_id", "s1"}});
  const auto last = call("GET", base + "/sessions/s2/prior")["messages"][4];
  CAF_CHECK(last.at("cut") == true);
  CAF_CHECK_EQUAL(last.at("content").get<std::string>().size(), 12000u);
}

CAF_TEST(a fork is exported whole and comes back so) {
  fork({{"at_seq", 2}, {"session_id", "f"}});
  say_in("f", "mine");
  const auto lines = call("GET", base + "/export");
  CAF_CHECK_EQUAL(lines.status, 200);
  std::int64_t of_fork = 0;
  bool inside = false;
  for (const auto& line : lines_of(lines.text)) {
    if (line.at("kind") == "session") inside = line.at("session_id") == "f";
    if (line.at("kind") == "message" && inside) ++of_fork;
  }
  CAF_CHECK_EQUAL(of_fork, 3);
  const std::string there = "/v1/tenants/other";
  const auto report = call("POST", there + "/import", lines.text);
  CAF_CHECK_EQUAL(report.status, 200);
  CAF_CHECK(report["messages"]["appended"] == 7);
  const auto record = call("GET", there + "/sessions/f");
  CAF_CHECK(record["forked_from"] == (json{{"session_id", "s1"}, {"seq", 2}}));
  CAF_CHECK(record["last_seq"] == 3);
  const auto page = call("GET", there + "/sessions/f/messages");
  CAF_REQUIRE_EQUAL(page["items"].size(), 3u);
  CAF_CHECK(page["items"][1]["content"] == "two");
  CAF_CHECK(call("GET", there + "/sessions/s1/compare?with=f")["common_seq"] == 2);
  const auto again = call("POST", there + "/import", lines.text);
  CAF_CHECK(again["messages"]["appended"] == 0);
  CAF_CHECK(again["messages"]["known"] == 7);
}

CAF_TEST_FIXTURE_SCOPE_END()
