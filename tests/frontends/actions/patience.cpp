#define CAF_SUITE actions_patience
#include "frontends/actions/actions_world.hpp"

using namespace parley;
using namespace parley::tests;
using namespace std::chrono_literals;

namespace {

using clock = std::chrono::steady_clock;

json save(action_client& client, const std::string& session) {
  return client.envelope("conversation.save_message",
                         {{"session_id", session}, {"role", "user"}, {"content", "x"}});
}

/// Sessions `s` and `t`, which are read and take no message: they always say that they are
/// overloaded.
struct busy_world : actions_world {
  busy_world() {
    start();
    action_client client{redis.uri(), "maker"};
    for (const auto* session : {"s", "t"})
      client.call("conversation.create", {{"session_id", session}});
    node.reset();
    settings.limits.session_pending = 0;
  }
};

}  // namespace

CAF_TEST(each_action_is_tried_for_its_time_from_its_first_attempt_on) {
  if (!has_redis()) return;
  busy_world w;
  w.settings.actions.retry_s = 1;
  w.start();
  action_client client{w.redis.uri()};
  // The second and the third wait longer for their turn than they are tried.
  auto last = clock::now();
  for (int i = 0; i < 3; ++i) client.send(save(client, "s"));
  for (int i = 0; i < 3; ++i) {
    const auto reply = client.receive();
    CAF_REQUIRE(reply.has_value());
    CAF_CHECK_EQUAL((*reply)["error"]["code"], "overloaded");
    const auto now = clock::now();
    CAF_CHECK(now - last > 900ms);
    last = now;
  }
}

CAF_TEST(a_session_with_a_long_line_keeps_nobody_else_from_going_on) {
  if (!has_redis()) return;
  busy_world w;
  w.settings.actions.in_flight = 4;
  w.settings.actions.retry_s = 600;
  action_client client{w.redis.uri()};
  for (int i = 0; i < 100; ++i) {
    auto stuck = save(client, "s");
    stuck["callback_queue_name"] = "replies:stuck";
    client.send(stuck, "low");
  }
  w.start();
  for (const auto* priority : {"high", "normal"})
    for (int i = 0; i < 20; ++i) {
      client.send(client.envelope("conversation.get_history", {{"session_id", "t"}}), priority);
      const auto reply = client.receive();
      CAF_REQUIRE(reply.has_value());
      CAF_CHECK_EQUAL((*reply)["ok"], true);
    }
  CAF_CHECK_EQUAL(client.length("replies:stuck"), 0);
}
