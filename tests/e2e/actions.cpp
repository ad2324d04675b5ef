#define CAF_SUITE e2e_actions
#include <csignal>
#include <iostream>
#include <random>

#include "caf/test/unit_test.hpp"
#include "frontends/actions/ledger.hpp"
#include "harness/running_server.hpp"
#include "redis/redis_server.hpp"
#include "storage/scale.hpp"

using namespace parley;
using tests::redis_server;

namespace {

bool has_redis() {
  if (redis_server::program()) return true;
  CAF_MESSAGE(tests::no_redis);
  return false;
}

std::vector<std::string> flags(const redis_server& redis) {
  return {"--actions.redis", redis.uri(), "--actions.lease_s", "1"};
}

}  // namespace

CAF_TEST(servers_that_are_killed_lose_no_action_and_do_none_twice) {
  if (!has_redis()) return;
  const auto seed = tests::first_seed(std::random_device{}());
  std::cerr << "PARLEY_TEST_SEED=" << seed << '\n';
  std::mt19937_64 random(seed);
  redis_server redis;
  e2e::scratch_folder files;
  tests::action_ledger book{redis.uri(), seed, 9};
  for (int round = 0; round < tests::scaled(8); ++round) {
    e2e::running_server server(files.store(), flags(redis));
    book.send(125);
    server.child().ends_within(std::chrono::milliseconds{random() % 1500});
    server.kill_hard();
    book.send(25);
  }
  e2e::running_server server(files.store(), flags(redis));
  CAF_CHECK(book.collect(std::chrono::seconds{120}));
  CAF_CHECK_EQUAL(book.unanswered(), 0u);
  for (const auto& mistake : book.mistakes()) CAF_ERROR(mistake);
  std::cerr << book.replies() << " replies\n";
}

CAF_TEST(a_stop_is_clean_and_the_log_tells_what_happens) {
  if (!has_redis()) return;
  redis_server redis;
  e2e::scratch_folder files;
  e2e::running_server server(files.store(), flags(redis));
  tests::action_client client{redis.uri()};
  CAF_CHECK(client.call("conversation.create", {{"session_id", "s"}})["ok"] == true);
  const auto stopped = server.stop();
  CAF_CHECK_EQUAL(stopped.code, 0);
  CAF_CHECK(stopped.err.find("actions over Redis") != std::string::npos);
  CAF_CHECK(stopped.err.find("actions are taken") != std::string::npos);
}

CAF_TEST(passwords_are_shown_nowhere) {
  const auto shown = e2e::run({"config", "--actions.redis", "redis://ann:s3cret@127.0.0.1:1/0"});
  CAF_CHECK_EQUAL(shown.code, 0);
  CAF_CHECK(shown.out.find("redis://ann:***@127.0.0.1:1/0") != std::string::npos);
  CAF_CHECK(shown.out.find("s3cret") == std::string::npos);
  e2e::scratch_folder files;
  e2e::running_server server(files.store(),
                             {"--actions.redis", "redis://ann:s3cret@127.0.0.1:1/0"});
  const auto stopped = server.stop();
  CAF_CHECK_EQUAL(stopped.code, 0);
  CAF_CHECK(stopped.err.find("actions wait for Redis") != std::string::npos);
  CAF_CHECK((stopped.err + stopped.out).find("s3cret") == std::string::npos);
  for (const auto* bad : {"http://ann:s3cret@host", "redis://ann:s3cret@host:0x/0"}) {
    const auto refused = e2e::run(
        {"serve", "--store", files.store("other.db"), "--http.port", "0", "--actions.redis", bad});
    CAF_CHECK(refused.code != 0);
    CAF_CHECK(refused.err.find("actions.redis") != std::string::npos);
    CAF_CHECK((refused.err + refused.out).find("s3cret") == std::string::npos);
  }
}

CAF_TEST(the_examples_work) {
  if (!has_redis()) return;
  redis_server redis;
  e2e::scratch_folder files;
  e2e::process::options given;
  given.environment["PARLEY"] = e2e::program();
  e2e::process example("/bin/bash",
                       {PARLEY_SOURCE_DIR "/examples/actions/run.sh",
                        "redis://127.0.0.1:" + std::to_string(redis.port())},
                       given);
  const auto ended = example.wait(std::chrono::seconds{120});
  CAF_CHECK_EQUAL(ended.code, 0);
  CAF_CHECK(ended.out.find("everything worked") != std::string::npos);
  if (ended.code != 0) std::cerr << ended.out << ended.err;
}
