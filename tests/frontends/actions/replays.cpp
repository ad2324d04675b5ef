#define CAF_SUITE actions_replays
#include "frontends/actions/actions_world.hpp"

using namespace parley;
using namespace parley::tests;

namespace {

/// The reply without the time at which it was given.
json timeless(json reply) {
  if (reply.is_object()) reply.erase("timestamp");
  return reply;
}

}  // namespace

CAF_TEST(a_repeated_action_gets_its_reply_again_and_acts_once) {
  if (!has_redis()) return;
  actions_world w;
  w.start();
  action_client client{w.redis.uri()};
  const auto make = client.envelope("conversation.create", {{"user_id", "ann"}});
  const auto made = client.call(make);
  CAF_REQUIRE(made["ok"] == true);
  const auto id = made["result"]["session_id"];
  const auto save = client.envelope("conversation.save_message",
                                    {{"session_id", id}, {"role", "user"}, {"content", "once"}});
  const auto saved = client.call(save);
  const auto close = client.envelope("conversation.session_closed", {{"session_id", id}});
  const auto closed = client.call(close);
  const auto reopen =
      client.envelope("conversation.update_status", {{"session_id", id}, {"status", "active"}});
  const auto reopened = client.call(reopen);
  for (int round = 0; round < 2; ++round) {
    CAF_CHECK(timeless(client.call(make)) == timeless(made));
    CAF_CHECK(timeless(client.call(save)) == timeless(saved));
    // The record as it was then, though the session is open.
    CAF_CHECK(timeless(client.call(close)) == timeless(closed));
    CAF_CHECK(timeless(client.call(reopen)) == timeless(reopened));
    w.restart();
  }
  const auto full = client.call("conversation.get_full", {{"session_id", id}});
  CAF_CHECK_EQUAL(full["result"]["session"]["status"], "active");
  CAF_CHECK_EQUAL(full["result"]["messages"].size(), 1u);
  CAF_CHECK(client.call("conversation.list", json::object())["result"]["items"].size() == 1u);
}

CAF_TEST(an_id_that_was_used_for_something_else_is_refused) {
  if (!has_redis()) return;
  actions_world w;
  w.start();
  action_client client{w.redis.uri()};
  auto make = client.envelope("conversation.create", {{"session_id", "s"}});
  client.call(make);
  auto other = make;
  other["data"]["user_id"] = "ben";
  CAF_CHECK(client.call(other)["error"]["code"] == "idempotency_mismatch");
  auto save = make;
  save["action_type"] = "conversation.save_message";
  save["data"] = {{"session_id", "s"}, {"role", "user"}, {"content", "x"}};
  const auto refused = client.call(save);
  CAF_CHECK_EQUAL(refused["error"]["code"], "idempotency_mismatch");
  CAF_CHECK_EQUAL(refused["error"]["field"], "action_id");
  // The id of another tenant is another id.
  make["tenant_id"] = "other";
  CAF_CHECK(client.call(make)["ok"] == true);
}

CAF_TEST(twins_at_the_same_time_act_once) {
  if (!has_redis()) return;
  actions_world w;
  w.start();
  action_client client{w.redis.uri()};
  // Without a session nothing keeps them apart but the store.
  const auto make = client.envelope("conversation.create", {{"user_id", "ann"}});
  for (int i = 0; i < 20; ++i) client.send(make, i % 2 == 0 ? "high" : "low");
  json first;
  for (int i = 0; i < 20; ++i) {
    const auto reply = client.receive();
    CAF_REQUIRE(reply.has_value());
    if (first.is_null()) first = timeless(*reply);
    CAF_CHECK(timeless(*reply) == first);
  }
  CAF_CHECK(client.call("conversation.list", json::object())["result"]["items"].size() == 1u);
}
