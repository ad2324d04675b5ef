#define CAF_SUITE actions_refusals
#include <set>

#include "frontends/actions/actions_world.hpp"

using namespace parley;
using namespace parley::tests;

namespace {

json creation(action_client& client, const std::string& session, const std::string& queue) {
  auto what = client.envelope("conversation.create", {{"session_id", session}});
  what["callback_queue_name"] = queue;
  return what;
}

bool wait_for_letters(action_client& client, std::size_t count) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (client.letters().size() < count && std::chrono::steady_clock::now() < until)
    std::this_thread::yield();
  return client.letters().size() == count;
}

}  // namespace

CAF_TEST(a_queue_that_parley_may_not_write_holds_up_nobody) {
  if (!has_redis()) return;
  actions_world w;
  w.redis.run({"ACL", "SETUSER", "parley", "on", ">word", "~parley:*", "~replies:*", "+@all"});
  w.settings.actions.redis = "redis://parley:word@127.0.0.1:" + std::to_string(w.redis.port());
  action_client client{w.redis.uri()};
  const auto stranger = creation(client, "a", "other:q");
  client.send(stranger);
  auto refused = client.envelope("conversation.destroy", json::object());
  refused["callback_queue_name"] = "other:q";
  client.send(refused);
  // A batch of its own, and some beside others.
  w.start();
  for (int i = 0; i < 20; ++i) {
    client.send(creation(client, "b" + std::to_string(i), i % 5 == 0 ? "other:q" : client.queue()));
    if (i % 5 != 0) CAF_CHECK(client.receive().has_value());
  }
  CAF_CHECK(wait_for_letters(client, 6));
  const auto letters = client.letters();
  std::set<json> set_aside;
  for (const auto& letter : letters) {
    set_aside.insert(letter["action"]);
    CAF_CHECK(letter["reason"].get<std::string>().find("callback_queue_name") != std::string::npos);
  }
  CAF_CHECK(set_aside.contains(stranger.dump()));
  CAF_CHECK_EQUAL(client.length("parley:actions:normal"), 0);
  CAF_CHECK_EQUAL(client.length("other:q"), 0);
  const auto status = w.status();
  CAF_CHECK_EQUAL(status["dependencies"][1]["state"], "up");
  // What it was to do is done.
  CAF_CHECK(client.call("conversation.get_full", {{"session_id", "a"}})["ok"] == true);
}

CAF_TEST(dead_letters_that_are_no_stream_wait_and_are_not_lost) {
  if (!has_redis()) return;
  actions_world w;
  w.start();
  action_client client{w.redis.uri()};
  CAF_CHECK(client.call("conversation.create", {{"session_id", "s"}})["ok"] == true);
  client.connection().ask({"DEL", "parley:actions:dead"});
  client.connection().ask({"SET", "parley:actions:dead", "text"});
  auto wrong = client.envelope("conversation.get_history", {{"session_id", "none"}});
  wrong.erase("callback_queue_name");
  client.send(wrong);
  for (int i = 0; i < 200; ++i)
    CAF_CHECK(client.call("conversation.get_full", {{"session_id", "s"}})["ok"] == true);
  CAF_CHECK_EQUAL(client.length("parley:actions:normal"), 1);
  client.connection().ask({"DEL", "parley:actions:dead"});
  CAF_CHECK(wait_for_letters(client, 1));
  const auto letters = client.letters();
  CAF_CHECK_EQUAL(letters[0]["action"], wrong.dump());
  CAF_CHECK_EQUAL(client.length("parley:actions:normal"), 0);
}

CAF_TEST(the_keys_of_a_store_are_no_queue) {
  if (!has_redis()) return;
  actions_world w;
  w.settings.store.uri = w.redis.uri() + "?prefix=talks:&index=" + w.files.path("index");
  w.start();
  action_client client{w.redis.uri()};
  client.send(creation(client, "s", "talks:later"));
  CAF_CHECK(wait_for_letters(client, 1));
  CAF_CHECK(client.letters()[0]["reason"].get<std::string>().find("callback_queue_name") !=
            std::string::npos);
  CAF_CHECK_EQUAL(client.length("talks:later"), 0);
  CAF_CHECK(client.call("conversation.create", {{"session_id", "s"}})["ok"] == true);
}
