#include "api_world.hpp"

#define CAF_SUITE api_search

using namespace parley::tests;

namespace {

struct searching : api_world {
  const std::string sessions = base + "/sessions";

  void say(const std::string& id, const std::string& text) {
    CAF_CHECK_EQUAL(call("POST", sessions + "/" + id + "/messages",
                         json{{"role", "user"}, {"content", text}})
                        .status,
                    201);
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_search, searching)

CAF_TEST(messages_are_found_by_their_words) {
  create_session("a");
  create_session("b");
  say("a", "the red apple");
  say("b", "a green apple");
  say("a", "no fruit");
  const auto r = call("GET", base + "/search?q=apple");
  CAF_CHECK_EQUAL(r.status, 200);
  CAF_REQUIRE(r.body["items"].size() == 2);
  CAF_CHECK(r.body["items"][0]["session_id"] == "b");
  CAF_CHECK(r.body["items"][0]["seq"] == 1);
  CAF_CHECK(r.body["items"][0]["snippet"].get<std::string>().find("[apple]") != std::string::npos);
  CAF_CHECK(r.body["items"][0]["score"].is_number());
  CAF_CHECK(r.body["next"].is_null());
  CAF_CHECK(r.body["indexed_upto"].is_string());
  CAF_CHECK_EQUAL(call("GET", base + "/search?q=apple&session=a").body["items"].size(), 1u);
  CAF_CHECK_EQUAL(call("GET", base + "/search?q=%22red%20apple%22").body["items"].size(), 1u);
  CAF_CHECK_EQUAL(call("GET", base + "/search?q=apple&user=nobody").body["items"].size(), 0u);
  CAF_CHECK_EQUAL(call("GET", "/v1/tenants/other/search?q=apple").body["items"].size(), 0u);
}

CAF_TEST(pages_follow_cursors) {
  create_session("a");
  for (int i = 0; i < 5; ++i) say("a", "apple");
  std::string target = base + "/search?q=apple&limit=2";
  std::string seqs;
  for (int pages = 0; pages < 5; ++pages) {
    const auto r = call("GET", target);
    CAF_REQUIRE(r.status == 200);
    for (const auto& hit : r.body["items"]) seqs += hit["seq"].dump();
    if (r.body["next"].is_null()) break;
    target = base + "/search?q=apple&limit=2&cursor=" + r.body["next"].get<std::string>();
  }
  CAF_CHECK_EQUAL(seqs, "54321");
}

CAF_TEST(bad_questions_are_refused) {
  const std::pair<const char*, const char*> bad[] = {
      {"", "q"},          {"q=", "q"},           {"q=%21%21", "q"},     {"q=a&session=a%2Fb", "session"},
      {"q=a&limit=0", "limit"}, {"q=a&cursor=zz", "cursor"}, {"q=a&color=red", "color"}};
  for (const auto& [query, field] : bad) {
    const auto r = call("GET", base + "/search?" + query);
    CAF_CHECK_EQUAL(r.status, 400);
    CAF_CHECK_EQUAL(r.field(), field);
  }
  const auto r = call("GET", base + "/search?q=" + std::string(1001, 'a'));
  CAF_CHECK_EQUAL(r.field(), "q");
}

CAF_TEST(an_erased_message_is_blank_and_not_found) {
  create_session("a");
  say("a", "the red apple");
  say("a", "a pear");
  const auto r = call("DELETE", sessions + "/a/messages/1");
  CAF_CHECK_EQUAL(r.status, 200);
  CAF_CHECK(r.body["subject"] == (json{{"kind", "message"}, {"id", "a/1"}}));
  CAF_CHECK(r.body["messages"] == 1);
  const auto shown = call("GET", sessions + "/a/messages/1");
  CAF_CHECK(shown["status"] == "erased");
  CAF_CHECK(shown["content"].is_null());
  CAF_CHECK_EQUAL(call("GET", base + "/search?q=apple").body["items"].size(), 0u);
  CAF_CHECK_EQUAL(call("GET", sessions + "/a/messages?erased=omit").body["items"].size(), 1u);
  const auto again = call("DELETE", sessions + "/a/messages/1");
  CAF_CHECK(again["receipt_id"] == r.body["receipt_id"]);
  CAF_CHECK_EQUAL(call("DELETE", sessions + "/a/messages/7").status, 404);
  CAF_CHECK_EQUAL(call("DELETE", sessions + "/nobody/messages/1").status, 404);
}

CAF_TEST(a_user_is_erased_with_a_receipt) {
  CAF_CHECK_EQUAL(
      call("POST", sessions, json{{"session_id", "mine"}, {"user_id", "ann lee"}}).status, 201);
  say("mine", "the red apple");
  create_session("other");
  const auto r = call("DELETE", base + "/users/ann%20lee");
  CAF_CHECK_EQUAL(r.status, 200);
  CAF_CHECK(r.body["subject"] == (json{{"kind", "user"}, {"id", "ann lee"}}));
  CAF_CHECK(r.body["sessions"] == 1);
  CAF_CHECK_EQUAL(call("GET", sessions + "/mine").status, 410);
  CAF_CHECK_EQUAL(call("GET", sessions + "/other").status, 200);
  CAF_CHECK(call("DELETE", base + "/users/ann%20lee").body["receipt_id"] == r.body["receipt_id"]);
  CAF_CHECK_EQUAL(call("DELETE", base + "/users/" + std::string(257, 'u')).status, 400);
  CAF_CHECK_EQUAL(call("DELETE", base + "/users/a%0Ab").status, 400);
}

CAF_TEST_FIXTURE_SCOPE_END()
