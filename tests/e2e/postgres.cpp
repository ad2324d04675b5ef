#define CAF_SUITE e2e_postgres
#include <cstdlib>
#include <iostream>
#include <random>

#include "caf/test/unit_test.hpp"
#include "crash_book.hpp"
#include "crash_clients.hpp"
#include "storage/postgres_server.hpp"

// The program with its store on a PostgreSQL server.

using namespace parley;
using json = e2e::json;

namespace {

int rounds_of_run() {
  const char* scale = std::getenv("PARLEY_TEST_SCALE");
  return 5 * std::max(1, scale ? std::atoi(scale) : 1);
}

}  // namespace

CAF_TEST(a_conversation_survives_the_program) {
  if (!tests::postgres_server::programs()) {
    std::cerr << tests::no_postgres << "\n";
    return;
  }
  tests::postgres_server postgres;
  const auto store = postgres.uri(postgres.fresh());
  {
    e2e::running_server server(store);
    e2e::rest api(server.url());
    CAF_REQUIRE_EQUAL(api.post("/sessions", {{"session_id", "trip"}, {"user_id", "mia"}}).status, 201);
    for (int n = 1; n <= 7; ++n) {
      const json said = {{{"role", "user"}, {"content", "Night train " + std::to_string(n) + "?"}},
                         {{"role", "assistant"}, {"content", "\u591c\u884c\u5217\u8eca at 22:1" + std::to_string(n)}}};
      CAF_REQUIRE_EQUAL(api.post("/sessions/trip/messages", {{"messages", said}}).status, 201);
      CAF_REQUIRE_EQUAL(api.post("/sessions/trip/rounds", json::object()).status, 200);
    }
    CAF_REQUIRE_EQUAL(api.post("/sessions/trip/summarize", {{"wait", true}, {"again", true}}).status, 200);
    CAF_REQUIRE_EQUAL(api.post("/sessions/trip/fork", {{"at_seq", 4}, {"session_id", "other"}}).status, 201);
    server.kill_hard();
  }
  e2e::running_server server(store);
  e2e::rest api(server.url());
  CAF_CHECK_EQUAL(api.history("trip")->size(), 14u);
  CAF_CHECK_EQUAL(api.history("other")->size(), 4u);
  CAF_CHECK(!api.get("/sessions/trip/summaries").body["items"].empty());
  CAF_CHECK_EQUAL(api.get("/sessions/trip/context?max_tokens=500").status, 200);
  CAF_CHECK_EQUAL(api.get("/sessions?user=mia").body["items"].size(), 2u);
  CAF_CHECK(api.get("/stats").body["messages"] == 14);
  std::size_t found = 0;
  for (int i = 0; i < 200 && found < 7; ++i) found = api.get("/search?q=%E5%88%97").body["items"].size();
  CAF_CHECK_EQUAL(found, 7u);
  CAF_CHECK_EQUAL(api.erase("/users/mia").status, 200);
  CAF_CHECK_EQUAL(api.get("/sessions/trip").status, 410);
  CAF_CHECK_EQUAL(server.stop().code, 0);
  const auto checked = e2e::run({"doctor", "--store", store});
  CAF_CHECK_EQUAL(checked.code, 0);
  if (checked.code != 0) std::cerr << checked.out << checked.err;
}

CAF_TEST(either_of_the_two_is_killed) {
  if (!tests::postgres_server::programs()) {
    std::cerr << tests::no_postgres << "\n";
    return;
  }
  const auto seed = std::random_device{}();
  std::cerr << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  tests::postgres_server postgres{tests::postgres_server::durability::full};
  const auto store = postgres.uri(postgres.fresh());
  e2e::crash_book book;
  std::vector<e2e::attempt> unanswered;
  std::size_t attempts = 0;
  const int rounds = rounds_of_run();
  for (int round = 0; round < rounds; ++round) {
    e2e::running_server server(store);
    e2e::rest api(server.url());
    book.check_all(api);
    e2e::storm storm;
    storm.seed = random() % 1000000000;
    storm.kill_after = 50 + static_cast<int>(random() % 300);
    storm.repeat = std::move(unanswered);
    storm.sessions = {"long-lived", "round-" + std::to_string(round)};
    storm.disturb = [&] {
      postgres.kill9();
      postgres.start();
    };
    for (const auto& session : storm.sessions) api.post("/sessions", {{"session_id", session}});
    const auto result = e2e::rage(server, storm);
    for (const auto& mistake : result.mistakes) CAF_ERROR("round " << round << ": " << mistake);
    CAF_REQUIRE(result.mistakes.empty());
    book.enter(result.attempts);
    attempts += result.attempts.size();
    unanswered.clear();
    for (const auto& asked : result.attempts)
      if (asked.acknowledged.empty()) unanswered.push_back(asked);
  }
  e2e::running_server server(store);
  e2e::rest api(server.url());
  book.check_all(api);
  std::cerr << attempts << " appends in " << rounds << " rounds\n";
  CAF_CHECK_EQUAL(server.stop().code, 0);
  const auto checked = e2e::run({"doctor", "--store", store});
  CAF_CHECK_EQUAL(checked.code, 0);
  if (checked.code != 0) std::cerr << checked.out << checked.err;
}
