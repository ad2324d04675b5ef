#define CAF_SUITE actions_types
#include "frontends/actions/actions_world.hpp"

using namespace parley;
using namespace parley::tests;

namespace {

/// What the REST route answers.
json rest(actions_world& w, const std::string& target) {
  frontends::http::transport::request request;
  request.method = "GET";
  const auto question = target.find('?');
  request.path = "/v1/tenants/acme" + target.substr(0, question);
  if (question != std::string::npos) request.query = target.substr(question + 1);
  return json::parse(runtime::call(*w.node, std::move(request)).body);
}

json message(const std::string& content) { return {{"role", "user"}, {"content", content}}; }

}  // namespace

CAF_TEST(a_conversation_from_its_beginning_to_its_end) {
  if (!has_redis()) return;
  actions_world w;
  w.start();
  action_client client{w.redis.uri()};

  auto made = client.call("conversation.create", {{"session_id", "s"}, {"user_id", "ann"}});
  CAF_REQUIRE(made["ok"] == true);
  CAF_CHECK_EQUAL(made["action_id"], "t-1");
  CAF_CHECK_EQUAL(made["correlation_id"], "c1");
  CAF_CHECK_EQUAL(made["action_type"], "conversation.create");
  CAF_CHECK(made["timestamp"].is_string());
  CAF_CHECK(made["result"] == rest(w, "/sessions/s"));

  auto data = message("the night train");
  data["session_id"] = "s";
  data["message_id"] = "q1";
  data["metadata"] = {{"line", 7}};
  const auto saved = client.call("conversation.save_message", data);
  CAF_REQUIRE(saved["ok"] == true);
  CAF_CHECK_EQUAL(saved["result"]["seq"], 1);
  CAF_CHECK_EQUAL(saved["result"]["message_id"], "q1");
  CAF_CHECK_EQUAL(saved["result"]["sender_id"], "user");
  for (int i = 2; i <= 5; ++i) {
    auto next = client.envelope("conversation.save_message", message("again " + std::to_string(i)));
    next["session_id"] = "s";
    CAF_CHECK(client.call(next)["result"]["seq"] == i);
  }

  const auto history = client.call("conversation.get_history", {{"session_id", "s"}, {"limit", 2}});
  CAF_CHECK(history["result"] == rest(w, "/sessions/s/messages?limit=2"));
  CAF_CHECK_EQUAL(history["result"]["items"].size(), 2u);
  const auto older =
      client.call("conversation.get_history",
                  {{"session_id", "s"}, {"limit", 2}, {"cursor", history["result"]["next"]}});
  CAF_CHECK_EQUAL(older["result"]["items"][0]["seq"], 2);
  const auto forward =
      client.call("conversation.get_history", {{"session_id", "s"}, {"after_seq", 3}});
  CAF_CHECK(forward["result"] == rest(w, "/sessions/s/messages?after_seq=3"));
  const auto before =
      client.call("conversation.get_history", {{"session_id", "s"}, {"before_seq", 3}});
  CAF_CHECK(before["result"] == rest(w, "/sessions/s/messages?before_seq=3"));

  const auto context =
      client.call("conversation.get_context", {{"session_id", "s"}, {"max_tokens", 500}});
  CAF_CHECK(context["result"] == rest(w, "/sessions/s/context?max_tokens=500"));

  const auto full = client.call("conversation.get_full", {{"session_id", "s"}});
  CAF_CHECK_EQUAL(full["result"]["session"]["history_length"], 5);
  CAF_CHECK(full["result"]["messages"] == rest(w, "/sessions/s/messages")["items"]);
  CAF_CHECK(full["result"]["summaries"] == json::array());
  CAF_CHECK(full["result"]["next"].is_null());

  const auto list = client.call("conversation.list", {{"user", "ann"}, {"limit", 10}});
  CAF_CHECK(list["result"] == rest(w, "/sessions?user=ann&limit=10"));
  CAF_CHECK_EQUAL(list["result"]["items"].size(), 1u);
  CAF_CHECK(client.call("conversation.list", {{"status", "closed"}})["result"]["items"].empty());

  // The index is a moment behind.
  json found;
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  do found = client.call("conversation.search", {{"q", "night train"}});
  while (found["result"]["items"].empty() && std::chrono::steady_clock::now() < until);
  CAF_CHECK_EQUAL(found["result"]["items"][0]["session_id"], "s");
  // Only in the session that is named, in either place.
  const auto hits_in = [&](json question) {
    question["q"] = "night train";
    return client.call("conversation.search", question)["result"]["items"].size();
  };
  CAF_CHECK_EQUAL(hits_in({{"session_id", "s"}}), 1u);
  CAF_CHECK_EQUAL(hits_in({{"session_id", "other"}}), 0u);
  CAF_CHECK_EQUAL(hits_in({{"session_id", "s"}, {"session", "s"}}), 1u);

  const auto stats = client.call("conversation.stats", json::object());
  CAF_CHECK(stats["result"] == rest(w, "/stats"));
  CAF_CHECK_EQUAL(stats["result"]["messages"], 5);

  const auto closed = client.call("conversation.session_closed",
                                  {{"session_id", "s"}, {"reason", "the user left"}});
  CAF_CHECK_EQUAL(closed["result"]["status"], "closed");
  CAF_CHECK(client.call("conversation.session_closed", {{"session_id", "s"}})["result"] ==
            closed["result"]);
  data.erase("message_id");
  CAF_CHECK(client.call("conversation.save_message", data)["error"]["code"] == "session_closed");
  for (const auto* status : {"active", "archived", "active", "closed"})
    CAF_CHECK(client.call("conversation.update_status",
                          {{"session_id", "s"}, {"status", status}})["result"]["status"] == status);
  CAF_CHECK_EQUAL(client.length("parley:actions:normal"), 0);
  CAF_CHECK_EQUAL(client.length("parley:actions:dead"), 0);
}

CAF_TEST(a_session_is_made_when_it_is_missing_and_that_is_wished) {
  if (!has_redis()) return;
  actions_world w;
  w.start();
  action_client client{w.redis.uri()};
  auto data = message("hello");
  data["session_id"] = "new";
  const auto refused = client.call("conversation.save_message", data);
  CAF_CHECK_EQUAL(refused["error"]["code"], "not_found");
  data["create_if_missing"] = true;
  CAF_CHECK(client.call("conversation.save_message", data)["result"]["seq"] == 1);
  CAF_CHECK(client.call("conversation.save_message", data)["result"]["seq"] == 2);
  CAF_CHECK(rest(w, "/sessions/new")["participants"][0]["metadata"]["implied"] == true);
  data["create_if_missing"] = "yes";
  CAF_CHECK(client.call("conversation.save_message", data)["error"]["field"] ==
            "create_if_missing");
}

CAF_TEST(a_long_conversation_is_shown_up_to_a_page) {
  if (!has_redis()) return;
  actions_world w;
  w.settings.limits.page_bytes = 100000;
  w.settings.limits.page_items = 4;
  w.start();
  action_client client{w.redis.uri()};
  client.call("conversation.create", {{"session_id", "s"}});
  for (int i = 0; i < 12; ++i) {
    auto data = message(std::string(20000, 'x'));
    data["session_id"] = "s";
    CAF_REQUIRE(client.call("conversation.save_message", data)["ok"] == true);
  }
  const auto full = client.call("conversation.get_full", {{"session_id", "s"}});
  // More than one page of items, and not more bytes than one page has.
  const auto& shown = full["result"]["messages"];
  CAF_CHECK(shown.size() > 4u);
  CAF_CHECK(shown.size() * 20000 <= 100000u);
  std::size_t all = shown.size();
  json rest{{"session_id", "s"}, {"cursor", full["result"]["next"]}};
  while (!rest["cursor"].is_null()) {
    const auto more = client.call("conversation.get_history", rest);
    CAF_REQUIRE(more["ok"] == true);
    all += more["result"]["items"].size();
    rest["cursor"] = more["result"]["next"];
  }
  CAF_CHECK_EQUAL(all, 12u);
}

CAF_TEST(closing_does_all_that_closing_does) {
  if (!has_redis()) return;
  actions_world w;
  w.settings.context.first_round = 1;
  w.start();
  action_client client{w.redis.uri()};
  client.call("conversation.create", {{"session_id", "top"}});
  client.call("conversation.create", {{"session_id", "below"}, {"parent_session_id", "top"}});
  CAF_CHECK(client.call("conversation.session_closed",
                        {{"session_id", "top"}})["result"]["status"] == "closed");
  CAF_CHECK(rest(w, "/sessions/below")["status"] == "closed");
}

CAF_TEST(migration_is_commanded) {
  if (!has_redis()) return;
  actions_world w;
  w.start();
  action_client client{w.redis.uri()};
  CAF_CHECK(client.call("migration.get_migration_stats", json::object())["error"]["code"] ==
            "not_found");
  w.settings.archive.uri = "sqlite:" + w.files.path("old.db");
  w.settings.migration.interval_s = 0;
  w.restart();
  CAF_CHECK(client.call("migration.get_migration_stats", json::object())["result"]["running"] ==
            false);
  const auto begun =
      client.call("migration.start_migration_loop", {{"interval_s", 3600}, {"batch", 7}});
  CAF_CHECK_EQUAL(begun["result"]["running"], true);
  CAF_CHECK_EQUAL(begun["result"]["batch"], 7);
  CAF_CHECK(client.call("migration.start_migration_loop", {{"batch", 0}})["error"]["field"] ==
            "batch");
  CAF_CHECK(client.call("migration.stop_migration_loop", json::object())["result"]["running"] ==
            false);
  client.call("conversation.create", {{"session_id", "s"}});
  client.call("conversation.session_closed", {{"session_id", "s"}});
  const auto moved =
      client.call("migration.migrate_conversation_explicitly", {{"session_id", "s"}});
  CAF_CHECK_EQUAL(moved["result"]["moved"], 1);
  CAF_CHECK(rest(w, "/sessions/s")["status"] == "archived");
}

CAF_TEST(without_a_queue_for_replies_only_errors_leave_something) {
  if (!has_redis()) return;
  actions_world w;
  w.start();
  action_client client{w.redis.uri()};
  auto quiet = client.envelope("conversation.create", {{"session_id", "s"}});
  quiet.erase("callback_queue_name");
  client.send(quiet, "high");
  auto wrong = client.envelope("conversation.get_history", {{"session_id", "none"}});
  wrong.erase("callback_queue_name");
  client.send(wrong, "high");
  // Behind both, in the same session as neither.
  for (int i = 0; i < 500 && client.length("parley:actions:high") > 0; ++i)
    client.call("conversation.stats", json::object());
  CAF_CHECK(rest(w, "/sessions/s")["session_id"] == "s");
  const auto letters = client.letters();
  CAF_REQUIRE_EQUAL(letters.size(), 1u);
  CAF_CHECK_EQUAL(letters[0]["action"], wrong.dump());
  CAF_CHECK(letters[0]["reason"].get<std::string>().starts_with("not_found"));
  CAF_CHECK_EQUAL(letters[0]["stream"], "parley:actions:high");
}

CAF_TEST(the_status_tells_of_actions) {
  if (!has_redis()) return;
  actions_world w;
  w.start();
  action_client client{w.redis.uri()};
  client.call("conversation.create", {{"session_id", "s"}});
  client.call("conversation.create", {{"session_id", ""}});
  const auto status = w.status();
  CAF_CHECK_EQUAL(status["actions"]["state"], "active");
  CAF_CHECK_EQUAL(status["dependencies"][1]["name"], "redis");
  CAF_CHECK_EQUAL(status["dependencies"][1]["state"], "up");
  CAF_CHECK(status["actions"]["done"].get<int>() + status["actions"]["failed"].get<int>() >= 1);
}
