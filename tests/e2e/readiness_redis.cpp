#define CAF_SUITE e2e_readiness_redis
#include <csignal>

#include "caf/test/unit_test.hpp"
#include "harness/ready.hpp"
#include "harness/running_server.hpp"
#include "redis/redis_server.hpp"

// What /health/ready says of a Redis that takes actions or is the store.

using namespace parley;
using namespace std::chrono_literals;
using e2e::ask_ready;
using e2e::wait_until;
using tests::redis_server;

namespace {

bool has_redis() {
  if (redis_server::program()) return true;
  CAF_MESSAGE(tests::no_redis);
  return false;
}

pid_t pid_of(redis_server& redis) {
  const std::string info{redis.run({"INFO", "server"}).text()};
  const std::string before = "process_id:";
  return std::stoi(info.substr(info.find(before) + before.size()));
}

}  // namespace

CAF_TEST(actions_are_no_condition) {
  if (!has_redis()) return;
  redis_server redis;
  e2e::scratch_folder files;
  e2e::running_server server(files.store(), {"--actions.redis", redis.uri()});
  CAF_CHECK_EQUAL(ask_ready(server.url()).state_of("actions"), "up");
  redis.stop();
  auto now = wait_until(server.url(), "actions", "down unavailable");
  CAF_CHECK_EQUAL(now.status, 200);
  CAF_CHECK_EQUAL(now.body["status"], "ready");
  redis.start();
  CAF_CHECK_EQUAL(wait_until(server.url(), "actions", "up").status, 200);
}

CAF_TEST(a_store_that_is_stopped_does_not_hold_up_the_answer) {
  if (!has_redis()) return;
  redis_server redis;
  const auto pid = pid_of(redis);
  e2e::running_server server(redis.fresh());
  CAF_CHECK_EQUAL(ask_ready(server.url()).status, 200);
  ::kill(pid, SIGSTOP);
  const auto now = wait_until(server.url(), "store", "down timeout");
  CAF_CHECK_EQUAL(now.status, 503);
  CAF_CHECK(now.took < 5000ms);
  ::kill(pid, SIGCONT);
  CAF_CHECK_EQUAL(wait_until(server.url(), "store", "up").status, 200);
}
