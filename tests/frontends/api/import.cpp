#include <fstream>

#include "api_world.hpp"
#include "parley/base/digest.hpp"

#define CAF_SUITE api_import

using namespace parley::tests;

namespace {

struct importing : api_world {
  reply import(const std::string& text) { return call("POST", base + "/import", text); }

  static std::string joined(const std::vector<json>& lines) {
    std::string text;
    for (const auto& line : lines) text += line.dump() + "\n";
    return text;
  }

  static json talk(const std::string& id, int count) {
    auto messages = json::array();
    for (int i = 0; i < count; ++i)
      messages.push_back({{"role", i % 2 ? "assistant" : "user"}, {"content", std::to_string(i)}});
    return {{"conversation_id", id}, {"messages", std::move(messages)}};
  }

  void check(const reply& r, std::vector<int> sessions, std::vector<int> messages,
             std::size_t errors) {
    CAF_REQUIRE_EQUAL(r.status, 200);
    CAF_CHECK_EQUAL(
        r.body["sessions"],
        (json{{"created", sessions[0]}, {"existing", sessions[1]}, {"refused", sessions[2]}}));
    CAF_CHECK_EQUAL(
        r.body["messages"],
        (json{{"appended", messages[0]}, {"known", messages[1]}, {"refused", messages[2]}}));
    CAF_CHECK_EQUAL(r.body["errors"].size(), errors);
    if (r.body["errors"].size() != errors) CAF_MESSAGE(r.body["errors"].dump());
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_import, importing)

CAF_TEST(chat_lines_again_and_longer) {
  const auto text = joined({talk("c1", 3), talk("c2", 2500), talk("c3", 0)});
  check(import(text), {3, 0, 0}, {2503, 0, 0}, 0);
  check(import(text), {0, 3, 0}, {0, 2503, 0}, 0);
  CAF_CHECK_EQUAL(call("GET", messages_of("c2") + "/c2:2500")["seq"], 2500);
  // The conversation went on since.
  check(import(joined({talk("c1", 5)})), {0, 1, 0}, {2, 3, 0}, 0);
  CAF_CHECK_EQUAL(call("GET", messages_of("c1"))["items"].size(), 5u);
  // A closed session takes no new talk, and knows what it has.
  call("POST", base + "/sessions/c1/close");
  check(import(joined({talk("c1", 5)})), {0, 1, 0}, {0, 5, 0}, 0);
  const auto late = import(joined({talk("c1", 6)}));
  check(late, {0, 0, 1}, {0, 5, 1}, 1);
  CAF_CHECK_EQUAL(late.body["errors"][0]["code"], "session_closed");
}

CAF_TEST(sessions_with_other_content_are_left_alone) {
  create_session("live");
  for (int i = 0; i < 4; ++i) say_in("live", "hello");
  auto differs = talk("c1", 3);
  import(joined({differs}));
  differs["messages"][1]["content"] = "otherwise";
  const auto r = import(joined({talk("live", 6), differs, talk("c2", 1)}));
  check(r, {1, 0, 2}, {1, 0, 9}, 2);
  CAF_CHECK_EQUAL(r.body["errors"][0]["line"], 1);
  CAF_CHECK_EQUAL(r.body["errors"][0]["code"], "conflict");
  CAF_CHECK_EQUAL(r.body["errors"][1]["line"], 2);
  CAF_CHECK_EQUAL(call("GET", messages_of("live"))["items"].size(), 4u);

  call("POST", base + "/sessions", json{{"session_id", "owned"}, {"user_id", "ann"}});
  const auto owned = import(joined({talk("owned", 2)}));
  check(owned, {0, 0, 1}, {0, 0, 2}, 1);
  CAF_CHECK_EQUAL(owned.body["errors"][0]["code"], "session_exists");
}

CAF_TEST(bad_lines_are_reported_and_the_rest_goes_on) {
  auto twice = talk("dup", 2);
  twice["messages"][0]["message_id"] = twice["messages"][1]["message_id"] = "same";
  const std::string text = "\n{\n" + talk("ok", 1).dump() + "\r\n" +
                           R"({"kind":"message","role":"user","content":"whose"})" + "\n[1]\n" +
                           talk("a/b", 1).dump() + "\n   \n" +
                           R"({"conversation_id":"x","messages":[{"role":"pilot"}]})" + "\n" +
                           R"({"kind":"summary"})" + "\n" + twice.dump() + "\n" +
                           R"({"kind":"message","session_id":"none","role":"user","content":"y"})" +
                           "\n" + talk("ok2", 1).dump();
  const auto r = import(text);
  check(r, {2, 0, 3}, {2, 0, 2}, 8);
  CAF_CHECK_EQUAL(r.body["lines"], 12);
  const std::vector<int> lines{2, 4, 5, 6, 8, 9, 10, 11};
  CAF_REQUIRE_EQUAL(r.body["errors"].size(), lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i)
    CAF_CHECK_EQUAL(r.body["errors"][i]["line"], lines[i]);
  CAF_CHECK_EQUAL(r.body["errors"][3]["field"], "conversation_id");
  CAF_CHECK_EQUAL(r.body["errors"][4]["field"], "messages[0].role");
  CAF_CHECK_EQUAL(import("")["lines"], 0);
}

CAF_TEST(errors_are_listed_up_to_a_thousand) {
  std::string text;
  for (int i = 0; i < 1500; ++i) text += "x\n";
  const auto r = import(text);
  CAF_CHECK_EQUAL(r.body["errors"].size(), 1000u);
  CAF_CHECK_EQUAL(r.body["lines"], 1500);
}

CAF_TEST(an_export_is_restored_as_it_was) {
  import(joined({talk("c1", 1200), talk("c2", 3)}));
  call("POST", base + "/sessions/c2/close");
  call("PATCH", base + "/sessions/c1", json{{"user_id", "ann"}});
  const auto dump = call("GET", base + "/export").text;

  const std::string other = "/v1/tenants/other";
  check(call("POST", other + "/import", dump), {2, 0, 0}, {1203, 0, 0}, 0);
  check(call("POST", other + "/import", dump), {0, 2, 0}, {0, 1203, 0}, 0);
  for (const auto* id : {"c1", "c2"}) {
    auto was = call("GET", base + "/sessions/" + id).body;
    auto is = call("GET", other + "/sessions/" + id).body;
    for (const auto* changed : {"tenant_id", "last_activity"})
      was.erase(changed), is.erase(changed);
    CAF_CHECK_EQUAL(is, was);
  }
  const auto at = "/sessions/c1/messages/1100";
  CAF_CHECK_EQUAL(call("GET", other + at)["message_id"], call("GET", base + at)["message_id"]);
  CAF_CHECK_EQUAL(call("GET", other + at)["timestamp"], call("GET", base + at)["timestamp"]);
}

CAF_TEST(an_export_cut_anywhere_is_restored) {
  import(joined({talk("c1", 30), talk("c2", 30)}));
  auto lines = lines_of(call("GET", base + "/export").text);
  const std::string other = "/v1/tenants/other";
  for (std::size_t at = 0; at < lines.size(); at += 7) {
    const std::vector<json> part(
        lines.begin() + static_cast<std::ptrdiff_t>(at),
        lines.begin() + static_cast<std::ptrdiff_t>(std::min(at + 7, lines.size())));
    const auto r = call("POST", other + "/import", joined(part));
    CAF_CHECK_EQUAL(r.body["errors"].size(), 0u);
  }
  CAF_CHECK_EQUAL(call("GET", other + "/sessions/c1")["last_seq"], 30);
  CAF_CHECK_EQUAL(call("GET", other + "/sessions/c2")["last_seq"], 30);
}

CAF_TEST(what_a_restored_history_refuses) {
  import(joined({talk("c1", 3)}));
  auto lines = lines_of(call("GET", base + "/export").text);
  lines.erase(lines.begin() + 3);  // the second message
  const auto r = call("POST", "/v1/tenants/other/import", joined(lines));
  check(r, {1, 0, 0}, {1, 0, 1}, 2);
  CAF_CHECK_EQUAL(r.body["errors"][0]["field"], "seq");
  CAF_CHECK_EQUAL(r.body["errors"][1]["field"], "sha256");
  // What follows a session that cannot be read does not end up in the one before it.
  lines = lines_of(call("GET", base + "/export").text);
  lines[1]["session_id"] = "a/b";
  for (auto& line : lines)
    if (line["kind"] == "message") line.erase("session_id");
  lines.pop_back();
  check(call("POST", "/v1/tenants/third/import", joined(lines)), {0, 0, 1}, {0, 0, 3}, 1);
  lines[0]["format_version"] = 99;
  const auto newer = call("POST", "/v1/tenants/third/import", lines[0].dump());
  CAF_CHECK_EQUAL(newer.body["errors"][0]["field"], "format_version");
}

CAF_TEST(an_old_session_file) {
  const json file{
      {"session_id", "old"},
      {"parent_session_id", nullptr},
      {"root_session_id", nullptr},
      {"depth", 0},
      {"user_id", "ann"},
      {"created_at", "2025-01-02T03:04:05.123456"},
      {"last_active", "2025-01-02T04:00:00"},
      {"message_count", 1},
      {"metadata", {{"k", 1}}},
      {"history",
       {{{"role", "user"}, {"content", "a"}, {"timestamp", "2025-01-02T03:04:10"}},
        {{"role", "assistant"}, {"content", "b"}, {"timestamp", "2025-01-02T03:04:11"}}}}};
  check(import(joined({file})), {1, 0, 0}, {2, 0, 0}, 0);
  check(import(joined({file})), {0, 1, 0}, {0, 2, 0}, 0);
  const auto record = call("GET", base + "/sessions/old").body;
  CAF_CHECK_EQUAL(record["tenant_id"], "acme");
  CAF_CHECK_EQUAL(record["turn_count"], 1);
  CAF_CHECK_EQUAL(record["created_at"], "2025-01-02T03:04:05.123456Z");
  const auto message = call("GET", messages_of("old") + "/2").body;
  CAF_CHECK_EQUAL(message["message_id"], "old:2");
  CAF_CHECK_EQUAL(message["timestamp"], "2025-01-02T03:04:11.000000Z");
}

CAF_TEST(a_long_import_answers_early) {
  std::vector<json> lines;
  for (int i = 0; i < 50; ++i) lines.push_back(talk("c" + std::to_string(i), 1));
  script->before_commit([this](auto) { clock.advance(std::chrono::seconds{3}); });
  const auto r = import(joined(lines));
  check(r, {50, 0, 0}, {50, 0, 0}, 0);
  CAF_CHECK(r.parts > 5);
  CAF_CHECK_EQUAL(r.type, "application/json");
}

CAF_TEST(every_real_conversation_comes_back_exactly) {
  std::ifstream file(PARLEY_SOURCE_DIR "/../shared/data/airline-support.jsonl");
  if (!file) {
    CAF_MESSAGE("SKIPPED: airline-support.jsonl is not here");
    return;
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto given = lines_of(text);
  const auto first = import(text);
  CAF_CHECK_EQUAL(first.body["sessions"]["created"], given.size());
  CAF_CHECK_EQUAL(first.body["errors"].size(), 0u);
  const auto again = import(text);
  CAF_CHECK_EQUAL(again.body["sessions"]["existing"], given.size());
  CAF_CHECK_EQUAL(again.body["messages"]["known"], first.body["messages"]["appended"]);
  CAF_CHECK_EQUAL(again.body["messages"]["appended"], 0);
  auto back = lines_of(call("GET", base + "/export?format=chat").text);
  CAF_REQUIRE_EQUAL(back.size(), given.size());
  const auto by_id = [](const json& a, const json& b) {
    return a["conversation_id"].get<std::string>() < b["conversation_id"].get<std::string>();
  };
  auto wanted = given;
  std::sort(back.begin(), back.end(), by_id);
  std::sort(wanted.begin(), wanted.end(), by_id);
  for (std::size_t i = 0; i < wanted.size(); ++i)
    CAF_CHECK(back[i]["messages"] == wanted[i]["messages"]);
}

CAF_TEST_FIXTURE_SCOPE_END()
