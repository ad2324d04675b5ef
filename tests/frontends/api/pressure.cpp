#include "api_world.hpp"

#include "actors/failing_entropy.hpp"
#include "parley/telemetry/log.hpp"

#define CAF_SUITE api_pressure

using namespace parley::tests;

// What a client sees of full queues and of sessions that fail.

namespace {

struct pressed : api_world {
  failing_entropy chance;
  pressed() {
    parley::telemetry::configure_log("off", "text");
    env->entropy = &chance;
    create_session("s1");
  }
  const std::string at = messages_of("s1");
  const json hello{{"role", "user"}, {"content", "hi"}};

  void pass(std::chrono::milliseconds time) {
    clock.advance(time);
    self->send(supervisor, parley::protocol::tick_atom_v);
    step();
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_pressure, pressed)

CAF_TEST(a_full_session_says_when_to_come_back) {
  std::vector<pending> all;
  for (int i = 0; i < 20; ++i) all.push_back(send("POST", at, hello.dump(), {}));
  step();
  std::size_t written = 0;
  for (const auto& one : all) {
    const auto r = read(*one);
    if (r.status == 201) {
      ++written;
      continue;
    }
    CAF_CHECK_EQUAL(r.status, 503);
    CAF_CHECK_EQUAL(r.code(), "overloaded");
    CAF_CHECK_EQUAL(r.header("Retry-After"), "1");
  }
  CAF_CHECK(written >= 8u);
  CAF_CHECK(written < 20u);
  CAF_CHECK_EQUAL(call("GET", at)["items"].size(), written);
}

CAF_TEST(every_full_queue_says_when_to_come_back) {
  const auto expect_overloaded = [&](const std::string& method, const std::string& target,
                                     const json& body) {
    std::vector<pending> all;
    for (int i = 0; i < 4; ++i)
      all.push_back(send(method, target, body.is_null() ? "" : body.dump(), {}));
    step();
    std::size_t refused = 0;
    for (const auto& one : all) {
      const auto r = read(*one);
      if (r.code() != "overloaded") continue;
      ++refused;
      CAF_CHECK_EQUAL(r.status, 503);
      CAF_CHECK(!r.header("Retry-After").empty());
    }
    CAF_CHECK(refused > 0u);
  };
  parley::actors::bound_mailbox<parley::actors::reader_state>(slow, 1, 100);
  expect_overloaded("GET", base + "/sessions", nullptr);
  parley::actors::bound_mailbox<parley::actors::supervisor_state>(supervisor, 1, 100);
  expect_overloaded("GET", base + "/sessions/s1", nullptr);
}

CAF_TEST(a_request_that_fails_its_session_twice_is_refused) {
  chance.fail(2);
  const auto r = call("POST", at, hello);
  CAF_CHECK_EQUAL(r.status, 500);
  CAF_CHECK_EQUAL(r.code(), "internal");
  pass(std::chrono::milliseconds{100});
  CAF_CHECK_EQUAL(call("POST", at, hello).status, 201);
}

CAF_TEST(a_session_that_rests_says_for_how_long) {
  for (int i = 0; i < 5; ++i) {
    if (i > 0) pass(std::chrono::milliseconds{500});
    chance.fail(1);
    send("POST", at, hello.dump(), {});
    step();
  }
  const auto r = call("GET", base + "/sessions/s1");
  CAF_CHECK_EQUAL(r.status, 503);
  CAF_CHECK_EQUAL(r.code(), "unavailable");
  CAF_CHECK_EQUAL(r.header("Retry-After"), "60");
}

CAF_TEST_FIXTURE_SCOPE_END()
