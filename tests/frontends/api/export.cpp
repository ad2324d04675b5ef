#include "api_world.hpp"
#include "parley/base/digest.hpp"

#define CAF_SUITE api_export

using namespace parley::tests;

CAF_TEST_FIXTURE_SCOPE(api_export, api_world)

CAF_TEST(nothing_is_a_header_and_an_end) {
  const auto r = call("GET", base + "/export");
  CAF_CHECK_EQUAL(r.type, "application/x-ndjson");
  const auto lines = lines_of(r.text);
  CAF_REQUIRE_EQUAL(lines.size(), 2u);
  CAF_CHECK_EQUAL(lines[0]["kind"], "header");
  CAF_CHECK_EQUAL(lines[0]["tenant"], "acme");
  CAF_CHECK_EQUAL(lines[0]["created_at"], "2026-01-02T03:04:05.000000Z");
  CAF_CHECK_EQUAL(lines[1]["sessions"], 0);
  CAF_CHECK_EQUAL(call("GET", base + "/export?format=chat").text, "");
  CAF_CHECK_EQUAL(call("GET", base + "/export?format=xml").field(), "format");
}

CAF_TEST(sessions_come_in_the_order_of_creation_with_their_messages) {
  for (int i = 0; i < 130; ++i) {
    clock.advance(std::chrono::milliseconds{1});
    create_session("s" + std::to_string(i));
  }
  say_in("s1", "hello");
  say_in("s1", "again");
  say_in("s129", "last");
  clock.advance(std::chrono::milliseconds{1});
  create_session("empty");
  const auto r = call("GET", base + "/export?format=parley");
  const auto lines = lines_of(r.text);
  CAF_REQUIRE_EQUAL(lines.size(), 2 + 131 + 3u);
  std::vector<std::string> sessions;
  std::string current;
  for (const auto& line : lines) {
    if (line["kind"] == "session") sessions.push_back(current = line["session_id"]);
    if (line["kind"] == "message") CAF_CHECK_EQUAL(line["session_id"], current);
  }
  for (std::size_t i = 0; i < 130; ++i) CAF_CHECK_EQUAL(sessions[i], "s" + std::to_string(i));
  const auto& end = lines.back();
  CAF_CHECK_EQUAL(end["kind"], "end");
  CAF_CHECK_EQUAL(end["sessions"], 131);
  CAF_CHECK_EQUAL(end["messages"], 3);
  parley::base::sha256 digest;
  digest.update(std::string_view(r.text).substr(0, r.text.rfind("{\"kind\":\"end\"")));
  CAF_CHECK_EQUAL(end["sha256"], digest.hex());

  const auto chat = lines_of(call("GET", base + "/export?format=chat").text);
  CAF_REQUIRE_EQUAL(chat.size(), 131u);
  CAF_CHECK_EQUAL(chat[1], (json{{"conversation_id", "s1"},
                                 {"messages",
                                  {{{"role", "user"}, {"content", "hello"}},
                                   {{"role", "user"}, {"content", "again"}}}}}));
  CAF_CHECK_EQUAL(chat[2]["messages"], json::array());
}

CAF_TEST(parts_are_bounded) {
  create_session("big");
  auto batch = json::array();
  for (int i = 0; i < 40; ++i)
    batch.push_back({{"role", "user"}, {"content", std::string(50000, 'x')}});
  for (int i = 0; i < 5; ++i) call("POST", messages_of("big"), json{{"messages", batch}});
  for (const auto* format : {"parley", "chat"}) {
    const auto r = call("GET", base + "/export?format=" + format);
    CAF_CHECK(r.text.size() > 10000000);
    CAF_CHECK(r.part_bytes_max < 2500000);
    CAF_CHECK(r.parts >= 5);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
