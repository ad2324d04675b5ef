#define CAF_SUITE actions_faults
#include "frontends/actions/actions_world.hpp"
#include "frontends/actions/ledger.hpp"
#include "redis/failure.hpp"
#include "storage/scale.hpp"
#include "storage/tcp_proxy.hpp"

using namespace parley;
using namespace parley::tests;
using namespace std::chrono_literals;

namespace {

std::uint64_t seed_of_run() {
  const auto seed = first_seed(std::random_device{}());
  std::cerr << "PARLEY_TEST_SEED=" << seed << '\n';
  return seed;
}

void check(action_ledger& book) {
  CAF_CHECK(book.collect(60s));
  CAF_CHECK_EQUAL(book.unanswered(), 0u);
  for (const auto& mistake : book.mistakes()) CAF_ERROR(mistake);
}

void wait_until(const std::function<bool()>& true_now) {
  const auto until = std::chrono::steady_clock::now() + 30s;
  while (!true_now() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  CAF_CHECK(true_now());
}

}  // namespace

CAF_TEST(thousands_of_actions_keep_the_order_of_their_sessions) {
  if (!has_redis()) return;
  actions_world w;
  const auto seed = seed_of_run();
  action_ledger before{w.redis.uri(), seed, 20};
  // What waits before anybody takes it.
  before.send(scaled(1000));
  w.start();
  before.send(scaled(1000));
  check(before);
  action_ledger small{w.redis.uri(), seed + 1, 1};
  w.settings.actions.in_flight = 3;
  w.restart();
  small.send(scaled(200), "low");
  check(small);
}

CAF_TEST(connections_that_are_cut_or_stalled) {
  if (!has_redis()) return;
  actions_world w;
  const auto seed = seed_of_run();
  std::mt19937_64 random(seed);
  tcp_proxy proxy{w.redis.port()};
  w.settings.actions.redis = w.redis.uri(proxy.port()) + "?deadline_ms=300&connect_ms=300";
  w.start();
  action_ledger book{w.redis.uri(), seed, 7};
  for (int round = 0; round < scaled(12); ++round) {
    book.send(100);
    switch (random() % 3) {
      case 0:
        proxy.cut();
        break;
      case 1: {
        proxy.stall(true);
        book.send(50);
        wait_until([&] { return w.status()["actions"]["state"] == "away"; });
        proxy.stall(false);
        proxy.cut();
        break;
      }
      default:
        proxy.lose_answer_to("EVALSHA");
        break;
    }
  }
  check(book);
  CAF_MESSAGE(book.replies() << " replies");
}

CAF_TEST(a_reply_whose_confirmation_is_lost_comes_once) {
  if (!has_redis()) return;
  actions_world w;
  tcp_proxy proxy{w.redis.port()};
  w.settings.actions.redis = w.redis.uri(proxy.port());
  w.start();
  action_ledger book{w.redis.uri(), seed_of_run(), 3};
  // From the first one on the server knows the script.
  book.send(1);
  CAF_CHECK(book.collect(30s));
  for (int round = 0; round < scaled(5); ++round) {
    // How long a list of replies lives is said by nothing but the script that answers.
    proxy.lose_answer_to("\r\n3600\r\n");
    book.send(50);
    wait_until([&] { return proxy.has_lost_answer(); });
    CAF_CHECK(book.collect(30s));
  }
  check(book);
  CAF_CHECK_EQUAL(book.replies(), book.entries());
}

CAF_TEST(a_redis_that_is_killed_and_comes_back) {
  if (!has_redis()) return;
  actions_world w{redis_server::durability::always};
  w.start();
  const auto seed = seed_of_run();
  action_ledger book{w.redis.uri(), seed, 5};
  for (int round = 0; round < scaled(5); ++round) {
    book.send(60);
    w.redis.kill9();
    w.redis.start();
    book.send(20);
  }
  check(book);
}

CAF_TEST(a_store_that_takes_no_more_for_a_moment_is_asked_again) {
  if (!has_redis()) return;
  actions_world w;
  w.settings.limits.writer_bytes = 8192;
  const auto seed = seed_of_run();
  action_ledger book{w.redis.uri(), seed, 200};
  book.send(scaled(600));
  w.start();
  check(book);
}

CAF_TEST(a_redis_that_comes_later) {
  if (!has_redis()) return;
  actions_world w;
  w.redis.kill9();
  w.start();
  w.redis.start();
  action_client client{w.redis.uri()};
  CAF_CHECK(client.call("conversation.create", {{"session_id", "s"}})["ok"] == true);
}

CAF_TEST(everything_in_redis_is_gone) {
  if (!has_redis()) return;
  actions_world w;
  w.start();
  action_client client{w.redis.uri()};
  CAF_CHECK(client.call("conversation.create", {{"session_id", "s"}})["ok"] == true);
  for (int i = 0; i < 3; ++i) {
    client.connection().ask({"FLUSHALL"});
    client.connection().ask({"SCRIPT", "FLUSH"});
    CAF_CHECK(client.call("conversation.get_full", {{"session_id", "s"}})["ok"] == true);
  }
}

CAF_TEST(a_stop_finishes_what_runs_and_leaves_the_rest) {
  if (!has_redis()) return;
  actions_world w;
  const auto seed = seed_of_run();
  action_ledger book{w.redis.uri(), seed, 3};
  for (int round = 0; round < scaled(5); ++round) {
    w.start();
    book.send(200);
    w.node.reset();
  }
  action_client client{w.redis.uri()};
  CAF_CHECK_EQUAL(client.connection().ask({"EXISTS", "parley:actions:owner"}).integer(), 0);
  w.start();
  check(book);
}

CAF_TEST(one_process_takes_actions_and_another_one_stands_by) {
  if (!has_redis()) return;
  actions_world w;
  w.start();
  action_client client{w.redis.uri()};
  CAF_CHECK(client.call("conversation.create", {{"session_id", "first"}})["ok"] == true);
  auto settings = w.settings;
  settings.store.uri = "sqlite:" + w.files.path("other.db");
  auto other = runtime::node::start(settings);
  CAF_REQUIRE(other.has_value());
  CAF_REQUIRE((*other)->serve().has_value());
  for (int i = 0; i < 50; ++i)
    CAF_CHECK(client.call("conversation.get_full", {{"session_id", "first"}})["ok"] == true);
  w.node.reset();
  const auto taken_over = client.call("conversation.get_full", {{"session_id", "first"}});
  CAF_CHECK_EQUAL(taken_over["error"]["code"], "not_found");
}

CAF_TEST(an_owner_that_gives_no_sign_of_life_is_replaced) {
  if (!has_redis()) return;
  actions_world w;
  action_client client{w.redis.uri()};
  client.connection().ask({"SET", "parley:actions:owner", "somebody", "PX", "700"});
  w.start();
  CAF_CHECK(client.call("conversation.create", {{"session_id", "s"}})["ok"] == true);
  // And one that was replaced notices.
  client.connection().ask({"SET", "parley:actions:owner", "somebody", "PX", "700"});
  CAF_CHECK(client.call("conversation.get_full", {{"session_id", "s"}})["ok"] == true);
}

CAF_TEST(actions_of_a_dead_process_are_taken_again_but_not_for_ever) {
  if (!has_redis()) return;
  actions_world w;
  action_client client{w.redis.uri()};
  auto& redis = client.connection();
  redis.ask({"XGROUP", "CREATE", "parley:actions:normal", "parley", "0", "MKSTREAM"});
  const auto left_behind = [&](const char* session, std::string_view deliveries) {
    const auto id = client.send(client.envelope("conversation.create", {{"session_id", session}}));
    redis.ask({"XREADGROUP", "GROUP", "parley", "dead", "STREAMS", "parley:actions:normal", ">"});
    redis.ask(
        {"XCLAIM", "parley:actions:normal", "parley", "dead", "0", id, "RETRYCOUNT", deliveries});
  };
  left_behind("fresh", "1");
  left_behind("old", "5");
  left_behind("poison", "6");
  left_behind("unread", "7");
  w.start();
  for (const auto* id : {"t-1", "t-2"}) {
    const auto reply = client.receive();
    CAF_REQUIRE(reply.has_value());
    CAF_CHECK_EQUAL((*reply)["action_id"], id);
    CAF_CHECK_EQUAL((*reply)["ok"], true);
  }
  const auto poison = client.receive();
  CAF_REQUIRE(poison.has_value());
  CAF_CHECK_EQUAL((*poison)["error"]["code"], "internal");
  CAF_CHECK(client.call("conversation.get_full", {{"session_id", "unread"}})["ok"] == false);
  CAF_CHECK_EQUAL(client.letters().size(), 2u);
  CAF_CHECK(!client.receive(10ms).has_value());
}

CAF_TEST(high_goes_first_and_low_is_not_forgotten) {
  if (!has_redis()) return;
  actions_world w;
  w.settings.actions.in_flight = 1;
  action_client client{w.redis.uri()};
  std::map<std::string, std::string> priority_of;
  for (const auto* priority : {"low", "normal", "high"})
    for (int i = 0; i < 64; ++i) {
      const auto what = client.envelope("conversation.stats", json::object());
      priority_of[what["action_id"]] = priority;
      client.send(what, priority);
    }
  w.start();
  std::map<std::string, int> early;
  for (int i = 0; i < 64; ++i) {
    const auto reply = client.receive();
    CAF_REQUIRE(reply.has_value());
    ++early[priority_of[(*reply)["action_id"]]];
  }
  CAF_CHECK_EQUAL(early["high"], 54);
  CAF_CHECK_EQUAL(early["normal"], 8);
  CAF_CHECK_EQUAL(early["low"], 2);
}
