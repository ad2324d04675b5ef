#define CAF_SUITE actions_handover
#include "frontends/actions/actions_world.hpp"
#include "frontends/actions/ledger.hpp"
#include "storage/scale.hpp"
#include "storage/tcp_proxy.hpp"

using namespace parley;
using namespace parley::tests;
using namespace std::chrono_literals;

namespace {

json save(action_client& client, const char* session, const char* content) {
  return client.envelope("conversation.save_message", {{"session_id", session},
                                                       {"role", "user"},
                                                       {"content", content},
                                                       {"create_if_missing", true}});
}

void wait_until(const std::function<bool()>& true_now) {
  const auto until = std::chrono::steady_clock::now() + 30s;
  while (!true_now() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  CAF_CHECK(true_now());
}

/// Of those that were taken and not acknowledged, how often each was delivered.
std::vector<std::int64_t> deliveries(action_client& client) {
  std::vector<std::int64_t> found;
  const auto got =
      client.connection().ask({"XPENDING", "parley:actions:normal", "parley", "-", "+", "100"});
  for (std::size_t i = 0; i < got.size(); ++i) found.push_back(got[i][3].integer());
  return found;
}

}  // namespace

CAF_TEST(who_has_lost_the_store_leaves_actions_to_its_owner) {
  if (!has_redis()) return;
  actions_world w;
  w.settings.store.uri = w.redis.uri() + "?prefix=talks:";
  w.settings.search.index = "off";
  w.start();
  const auto seed = first_seed(std::random_device{}());
  std::cerr << "PARLEY_TEST_SEED=" << seed << '\n';
  action_ledger book{w.redis.uri(), seed, 7};
  book.send(scaled(100));
  CAF_CHECK(book.collect(60s));
  auto owner = runtime::node::start(w.settings);
  CAF_REQUIRE(owner.has_value());
  CAF_REQUIRE((*owner)->serve().has_value());
  book.send(scaled(200));
  CAF_CHECK(book.collect(60s));
  for (const auto& mistake : book.mistakes()) CAF_ERROR(mistake);
  const auto status = w.status();
  CAF_CHECK_EQUAL(status["actions"]["state"], "standby");
  CAF_CHECK_EQUAL(status["actions"]["in_flight"], 0);
  CAF_CHECK_EQUAL(status["actions"]["failed"], 0);
  action_client client{w.redis.uri()};
  CAF_CHECK(client.letters().empty());
  // For good: when the owner is gone, actions wait for somebody else.
  owner->reset();
  client.send(save(client, "s", "late"));
  CAF_CHECK(!client.receive(1500ms).has_value());
  CAF_CHECK_EQUAL(client.connection().ask({"EXISTS", "parley:actions:owner"}).integer(), 0);
  w.restart();
  const auto late = client.receive();
  CAF_REQUIRE(late.has_value());
  CAF_CHECK_EQUAL((*late)["ok"], true);
}

CAF_TEST(a_clean_stop_makes_no_poison) {
  if (!has_redis()) return;
  actions_world w;
  tcp_proxy proxy{w.redis.port()};
  w.settings.store.uri =
      w.redis.uri(proxy.port()) + "?prefix=talks:&deadline_ms=300&connect_ms=300";
  w.settings.search.index = "off";
  w.settings.actions.deliveries = 1;
  w.settings.limits.request_ms = 2000;
  action_client client{w.redis.uri()};
  for (int round = 0; round < 3; ++round) {
    w.start();
    CAF_CHECK(client.call(save(client, "s", "well"))["ok"] == true);
    proxy.stall(true);
    // The first is tried again and again, the second waits for it.
    client.send(save(client, "s", "first"));
    client.send(save(client, "s", "second"));
    wait_until([&] { return deliveries(client).size() == 2; });
    w.node.reset();
    CAF_CHECK(deliveries(client) == (std::vector<std::int64_t>{0, 0}));
    proxy.stall(false);
    proxy.cut();
    w.start();
    for (int i = 0; i < 2; ++i) {
      const auto reply = client.receive();
      CAF_REQUIRE(reply.has_value());
      CAF_CHECK_EQUAL((*reply)["ok"], true);
    }
    w.node.reset();
  }
  CAF_CHECK(client.letters().empty());
}
