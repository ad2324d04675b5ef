#define CAF_SUITE e2e_readers
#include <algorithm>
#include <atomic>
#include <functional>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <semaphore>
#include <thread>

#include "caf/test/unit_test.hpp"
#include "harness/reader_pool.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"
#include "storage/scale.hpp"

// Many readers of many sessions, over SSE and WebSockets, who are cut off and come back where they
// were, while others write as fast as they can and the server is killed twice: each reader ends
// with exactly what is stored. From PARLEY_TEST_SCALE=5 on there are 1,000 readers of 100 sessions.

using namespace parley;
using namespace std::chrono_literals;
using e2e::live_reader;

namespace {

constexpr int writers = 4;
constexpr int kills = 2;

/// Appends to random sessions, each message again until it is acknowledged.
class writer {
 public:
  writer(int number, std::uint64_t seed, int sessions, int messages)
      : number_(number),
        random_(seed * 100 + static_cast<std::uint64_t>(number)),
        sessions_(sessions),
        messages_(messages) {}

  /// `url`: where the server is, guarded by its own lock; `acknowledged` counts of all writers.
  void run(const std::function<std::string()>& url, std::atomic<int>& acknowledged) {
    for (int n = 0; n < messages_ && mistake.empty(); ++n) {
      const auto id = "w" + std::to_string(number_) + "-" + std::to_string(n);
      const auto session = "s" + std::to_string(random_() % static_cast<unsigned>(sessions_));
      // A page of the store takes some tens of them, so that one that was away reads several.
      const domain::json message{{"message_id", id},
                                 {"role", n % 2 == 0 ? "user" : "assistant"},
                                 {"content", "of " + id + std::string(random_() % 1500, ' ')}};
      while (!append(url, session, message)) (void)pause_.try_acquire_for(10ms);
      ++acknowledged;
    }
  }

  std::string mistake;

 private:
  bool append(const std::function<std::string()>& url, const std::string& session,
              const domain::json& message) {
    if (!api_) api_ = std::make_unique<e2e::rest>(url());
    const auto got = api_->post("/sessions/" + session + "/messages", message);
    if (got.status == 200 || got.status == 201) return true;
    if (got.status == 0) api_.reset();
    const bool may_repeat = got.status == 0 || got.status == 503 || got.status == 504;
    if (!may_repeat) mistake = std::to_string(got.status) + " " + got.body.dump();
    return !may_repeat;
  }

  int number_;
  std::mt19937_64 random_;
  int sessions_;
  int messages_;
  std::unique_ptr<e2e::rest> api_;
  std::binary_semaphore pause_{0};
};

struct fixture {
  const std::uint64_t seed = tests::first_seed(20260104);
  const int sessions = std::min(100, tests::scaled(20));
  const int readers = std::min(1000, tests::scaled(200));
  const int messages = tests::scaled(6000) / writers * writers;

  e2e::scratch_folder files;
  std::unique_ptr<e2e::running_server> server;
  std::mutex lock;
  std::string url;
  e2e::reader_pool pool;
  std::mt19937_64 chance{seed};

  fixture() {
    CAF_REQUIRE(e2e::raise_file_limit() > static_cast<std::size_t>(readers) + 100);
    serve();
    e2e::rest api(url);
    for (int i = 0; i < sessions; ++i)
      CAF_REQUIRE_EQUAL(api.post("/sessions", {{"session_id", "s" + std::to_string(i)}}).status,
                        201);
    for (int i = 0; i < readers; ++i)
      pool.add(i % 2 == 0 ? live_reader::kind::sse : live_reader::kind::web_socket,
               "s" + std::to_string(i / 2 % sessions));
  }

  void serve() {
    server = std::make_unique<e2e::running_server>(files.store());
    const std::lock_guard guard(lock);
    url = server->url();
    pool.serve_at(url);
  }

  std::string where() {
    const std::lock_guard guard(lock);
    return url;
  }

  /// Until so many were acknowledged; a reader is cut off every 2 s in the mean.
  void run_to(const std::atomic<int>& acknowledged, int count) {
    const auto begin = std::chrono::steady_clock::now();
    std::int64_t cuts = 0;
    const bool reached = pool.run_until(
        [&] {
          const auto ms = (std::chrono::steady_clock::now() - begin) / 1ms;
          for (; cuts < ms * readers / 2000; ++cuts) pool.cut_one(chance);
          return acknowledged >= count;
        },
        300s);
    CAF_CHECK_EQUAL(pool.mistake(), std::string{});
    CAF_REQUIRE(reached);
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_readers, fixture)

CAF_TEST(every reader ends with exactly what is stored) {
  std::cerr << "seed " << seed << '\n';
  std::atomic<int> acknowledged{0};
  std::vector<std::unique_ptr<writer>> all;
  std::vector<std::thread> threads;
  for (int i = 0; i < writers; ++i)
    all.push_back(std::make_unique<writer>(i, seed, sessions, messages / writers));
  for (auto& w : all)
    threads.emplace_back([&] { w->run([this] { return where(); }, acknowledged); });
  for (int round = 1; round <= kills; ++round) {
    run_to(acknowledged, messages * round / (kills + 1));
    server->kill_hard();
    serve();
  }
  run_to(acknowledged, messages);
  for (auto& t : threads) t.join();
  for (const auto& w : all) CAF_CHECK_EQUAL(w->mistake, std::string{});

  e2e::rest api(url);
  std::map<std::string, std::pair<std::int64_t, std::uint64_t>> stored;
  int total = 0;
  for (int i = 0; i < sessions; ++i) {
    const auto name = "s" + std::to_string(i);
    const auto history = api.history(name);
    CAF_REQUIRE(history);
    auto digest = live_reader::no_digest;
    for (const auto& m : *history)
      digest = live_reader::mix(digest, m.at("content").get<std::string>());
    stored[name] = {static_cast<std::int64_t>(history->size()), digest};
    total += static_cast<int>(history->size());
  }
  CAF_CHECK_EQUAL(total, messages);
  CAF_CHECK(pool.run_until(
      [&] {
        return std::all_of(pool.readers().begin(), pool.readers().end(),
                           [&](const auto& r) { return r.cursor() >= stored[r.session()].first; });
      },
      120s));
  CAF_CHECK_EQUAL(pool.mistake(), std::string{});
  for (const auto& r : pool.readers()) {
    CAF_CHECK_EQUAL(r.cursor(), stored[r.session()].first);
    CAF_CHECK_EQUAL(r.digest(), stored[r.session()].second);
  }
  CAF_CHECK(pool.connects() > static_cast<std::uint64_t>(readers) * (kills + 1));
  std::cerr << readers << " readers connected " << pool.connects() << " times\n";
}

CAF_TEST_FIXTURE_SCOPE_END()
