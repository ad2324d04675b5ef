#define CAF_SUITE actions_malformed
#include "frontends/actions/actions_world.hpp"

using namespace parley;
using namespace parley::tests;

CAF_TEST(an_error_comes_to_the_callback_queue_and_harms_nothing) {
  if (!has_redis()) return;
  actions_world w;
  w.settings.limits.message_bytes = 4096;
  w.start();
  action_client client{w.redis.uri()};
  client.call("conversation.create", {{"session_id", "s"}});
  const std::string save = "conversation.save_message";
  const struct {
    std::string type;
    json data;
    const char* code;
    const char* field;
  } table[] = {
      {"conversation.destroy", json::object(), "invalid_argument", "action_type"},
      {save, {{"role", "user"}, {"content", "x"}}, "invalid_argument", "session_id"},
      {save, {{"session_id", "none"}, {"role", "user"}, {"content", "x"}}, "not_found", nullptr},
      {save, {{"session_id", "s"}, {"content", "x"}}, "invalid_argument", "role"},
      {save, {{"session_id", "s"}, {"role", "user"}, {"text", "x"}}, "unknown_field", "text"},
      {save,
       {{"session_id", "s"}, {"role", "user"}, {"content", std::string(5000, 'x')}},
       "too_large",
       nullptr},
      {save, {{"session_id", "s/../t"}, {"role", "user"}}, "invalid_argument", "session_id"},
      {"conversation.create", {{"session_type", "odd"}}, "invalid_argument", nullptr},
      {"conversation.create", {{"session_id", "s"}, {"user_id", "b"}}, "session_exists", nullptr},
      {"conversation.get_history",
       {{"session_id", "s"}, {"limit", 0}},
       "invalid_argument",
       "limit"},
      {"conversation.get_history",
       {{"session_id", "s"}, {"after_seq", 1}, {"before_seq", 5}},
       "invalid_argument",
       "before_seq"},
      {"conversation.get_history", {{"session_id", "s"}, {"page", 1}}, "unknown_field", "page"},
      {"conversation.get_full", {{"session_id", "s"}, {"x", 1}}, "unknown_field", "x"},
      {"conversation.get_context",
       {{"session_id", "s"}, {"max_tokens", "many"}},
       "invalid_argument",
       "max_tokens"},
      {"conversation.list", {{"order", "random"}}, "invalid_argument", "order"},
      {"conversation.search", json::object(), "invalid_argument", "q"},
      {"conversation.search",
       {{"session_id", "s"}, {"session", "t"}, {"q", "x"}},
       "invalid_argument",
       "session"},
      // What would not be looked at.
      {"conversation.list", {{"session_id", "s"}}, "invalid_argument", "session_id"},
      {"conversation.stats", {{"session_id", "s"}}, "invalid_argument", "session_id"},
      {"migration.get_migration_stats", {{"session_id", "s"}}, "invalid_argument", "session_id"},
      {"migration.start_migration_loop", {{"session_id", "s"}}, "invalid_argument", "session_id"},
      {"conversation.stats", {{"from", "soon"}}, "invalid_argument", "from"},
      {"conversation.update_status",
       {{"session_id", "s"}, {"status", "gone"}},
       "invalid_argument",
       "status"},
      {"conversation.update_status", {{"session_id", "s"}}, "invalid_argument", "status"},
      {"conversation.session_closed",
       {{"session_id", "s"}, {"reason", 5}},
       "invalid_argument",
       "reason"},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.type << " " << entry.data.dump().substr(0, 80));
    const auto reply = client.call(entry.type, entry.data);
    CAF_REQUIRE(reply.is_object());
    CAF_CHECK_EQUAL(reply["ok"], false);
    CAF_CHECK_EQUAL(reply["error"]["code"], entry.code);
    if (entry.field) CAF_CHECK_EQUAL(reply["error"]["field"], entry.field);
    CAF_CHECK(reply["error"]["detail"].is_string());
  }
  // Another tenant has no such session.
  action_client stranger{w.redis.uri(), "other", "other"};
  CAF_CHECK(stranger.call("conversation.get_history", {{"session_id", "s"}})["error"]["code"] ==
            "not_found");
  CAF_CHECK(client.call("conversation.get_history", {{"session_id", "s"}})["result"]["items"] ==
            json::array());
  CAF_CHECK(client.letters().empty());
}

CAF_TEST(what_is_wrong_beside_the_address_is_told_there) {
  if (!has_redis()) return;
  actions_world w;
  w.start();
  action_client client{w.redis.uri()};
  for (const auto* missing : {"action_id", "action_type", "tenant_id"}) {
    auto broken = client.envelope("conversation.stats", json::object());
    broken.erase(missing);
    const auto reply = client.call(broken);
    CAF_CHECK_EQUAL(reply["error"]["field"], missing);
    CAF_CHECK_EQUAL(reply["correlation_id"], broken["correlation_id"]);
  }
  auto extra = client.envelope("conversation.stats", json::object());
  extra["sender"] = "me";
  CAF_CHECK(client.call(extra)["error"]["code"] == "unknown_field");
}

CAF_TEST(envelopes_that_nobody_can_answer_are_dead_letters) {
  if (!has_redis()) return;
  actions_world w;
  w.settings.limits.body_bytes = 8192;
  w.settings.limits.message_bytes = 4096;
  w.settings.actions.dead_letters = 100;
  w.start();
  action_client client{w.redis.uri()};
  auto own_key = client.envelope("conversation.stats", json::object());
  own_key["callback_queue_name"] = "parley:actions:high";
  const std::string table[] = {"{",
                               "",
                               "nothing",
                               "[1]",
                               R"({"a":1,"a":2})",
                               "{\"a\":\"\xff\"}",
                               own_key.dump(),
                               std::string(9000, ' ')};
  for (const auto& text : table) client.send_text(text, "low");
  client.connection().ask({"XADD", "parley:actions:low", "*", "other", "field"});
  for (int i = 0; i < 500 && client.length("parley:actions:low") > 0; ++i)
    client.call("conversation.stats", json::object());
  const auto letters = client.letters();
  CAF_REQUIRE_EQUAL(letters.size(), std::size(table) + 1);
  for (std::size_t i = 0; i < std::size(table); ++i) {
    const auto& letter = letters[letters.size() - 1 - i];
    CAF_CHECK(letter["action"] == table[i]);
    CAF_CHECK(!letter["reason"].get<std::string>().empty());
  }
  CAF_CHECK_EQUAL(client.length("parley:actions:high"), 0);
  CAF_CHECK(client.call("conversation.stats", json::object())["ok"] == true);
}

CAF_TEST(a_queue_that_is_no_list_is_left_alone) {
  if (!has_redis()) return;
  actions_world w;
  w.start();
  action_client client{w.redis.uri()};
  client.connection().ask({"SET", "mine", "text"});
  auto wrong = client.envelope("conversation.create", {{"session_id", "s"}});
  wrong["callback_queue_name"] = "mine";
  client.send(wrong);
  CAF_CHECK(client.call("conversation.get_full", {{"session_id", "s"}})["ok"] == true);
  CAF_CHECK(client.connection().ask({"GET", "mine"}).text() == "text");
  const auto letters = client.letters();
  CAF_REQUIRE_EQUAL(letters.size(), 1u);
  CAF_CHECK_EQUAL(letters[0]["action"], wrong.dump());
}
