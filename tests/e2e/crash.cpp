#define CAF_SUITE e2e_crash
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>

#include "caf/test/unit_test.hpp"
#include "crash_book.hpp"
#include "crash_clients.hpp"

using namespace parley;

namespace {

constexpr const char* long_lived = "long-lived";

std::uint64_t seed_of_run() {
  const char* given = std::getenv("PARLEY_TEST_SEED");
  return given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

int rounds_of_run() {
  const char* scale = std::getenv("PARLEY_TEST_SCALE");
  return 20 * std::max(1, scale ? std::atoi(scale) : 1);
}

}  // namespace

CAF_TEST(the_ledger_sees_every_kind_of_loss) {
  const auto message = [](const char* id, const char* content) {
    return e2e::json{{"message_id", id}, {"role", "user"}, {"content", content}};
  };
  const auto stored = [&](int seq, const char* id, const char* content) {
    auto entry = message(id, content);
    entry["seq"] = seq;
    entry["metadata"] = {{"_parley", {{"received_at", "now"}}}};
    return entry;
  };
  const std::vector<e2e::attempt> asked{{"s", {message("a", "1")}, {1}},
                                        {"s", {message("b", "2"), message("c", "3")}, {2, 3}},
                                        {"s", {message("d", "4"), message("e", "5")}, {}}};
  const auto a = stored(1, "a", "1");
  const auto b = stored(2, "b", "2");
  const auto c = stored(3, "c", "3");
  const struct {
    const char* what;
    std::vector<e2e::json> history;
    bool wrong;
  } table[] = {
      {"all that was acknowledged", {a, b, c}, false},
      {"and what was not", {a, b, c, stored(4, "d", "4"), stored(5, "e", "5")}, false},
      {"the last one lost", {a, b}, true},
      {"nothing there", {}, true},
      {"half of a batch", {a, b, c, stored(4, "e", "5")}, true},
      {"twice", {a, b, c, stored(4, "a", "1")}, true},
      {"a gap", {a, b, c, stored(5, "d", "4"), stored(6, "e", "5")}, true},
      {"another order", {stored(1, "b", "2"), stored(2, "c", "3"), stored(3, "a", "1")}, true},
      {"another text", {stored(1, "a", "!"), b, c}, true},
      {"from nowhere", {a, b, c, stored(4, "x", "9")}, true},
      {"a batch torn apart", {a, b, c, stored(4, "e", "5"), stored(5, "d", "4")}, true},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.what);
    CAF_CHECK_EQUAL(e2e::contradiction(asked, entry.history).has_value(), entry.wrong);
  }
}

CAF_TEST(kill_and_restart) {
  const auto seed = seed_of_run();
  const int rounds = rounds_of_run();
  std::cerr << "PARLEY_TEST_SEED=" << seed << ", " << rounds << " rounds\n";
  std::mt19937_64 random(seed);
  e2e::scratch_folder files;
  e2e::crash_book book;
  std::vector<e2e::attempt> unanswered;
  std::vector<std::string> last_sessions;
  std::size_t attempts = 0;
  std::size_t lost_answers = 0;

  for (int round = 0; round < rounds; ++round) {
    if (random() % 4 == 0) {
      // A kill in the middle of recovery; the next start recovers again.
      e2e::process starting({"serve", "--store", files.store(), "--http.port", "0"}, {});
      starting.ends_within(std::chrono::milliseconds{random() % 60});
      starting.signal(SIGKILL);
      starting.wait();
    }
    e2e::running_server server(files.store());
    e2e::rest api(server.url());
    for (const auto& session : last_sessions) book.check(session, api);
    if (round % 10 == 9) book.check(long_lived, api);

    e2e::storm storm;
    storm.seed = random() % 1000000000;
    storm.kill_after = static_cast<int>(random() % 500);
    storm.repeat = std::move(unanswered);
    storm.sessions = {long_lived};
    last_sessions.clear();
    for (int i = 0; i < 5; ++i) {
      last_sessions.push_back("round-" + std::to_string(round) + "-" + std::to_string(i));
    }
    storm.sessions.insert(storm.sessions.end(), last_sessions.begin(), last_sessions.end());
    for (const auto& session : storm.sessions) {
      const auto status = api.post("/sessions", {{"session_id", session}}).status;
      CAF_REQUIRE(status == 201 || (session == long_lived && status == 200));
    }
    const auto result = e2e::rage(server, storm);
    for (const auto& mistake : result.mistakes) CAF_ERROR("round " << round << ": " << mistake);
    CAF_REQUIRE(result.mistakes.empty());
    book.enter(result.attempts);
    attempts += result.attempts.size();
    unanswered.clear();
    for (const auto& asked : result.attempts) {
      if (asked.acknowledged.empty()) unanswered.push_back(asked);
    }
    lost_answers += unanswered.size();
  }

  e2e::running_server server(files.store());
  e2e::rest api(server.url());
  book.check_all(api);
  std::cerr << attempts << " appends over 32 connections, " << lost_answers
            << " of them cut off, in " << book.sessions() << " sessions\n";
  CAF_CHECK_EQUAL(server.stop().code, 0);
  const auto checked = e2e::run({"doctor", "--store", files.store()});
  CAF_CHECK_EQUAL(checked.code, 0);
  if (checked.code != 0) std::cerr << checked.out << checked.err;
}
