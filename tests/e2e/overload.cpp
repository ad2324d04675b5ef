#define CAF_SUITE e2e_overload
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <semaphore>
#include <thread>

#include "caf/test/unit_test.hpp"
#include "flood.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

// More than the server can take, from clients that do not wait: it serves what it can, tells the
// others to come back, and its memory does not grow. Load generator and server share the machine's
// cores, so that the peak is measured with the same generator and the same requests.

using namespace parley;
using namespace std::chrono_literals;

namespace {

constexpr int sessions = 4;
constexpr std::size_t body_bytes = 4096;
constexpr int crowd = 2560;                        ///< connections of the overload
constexpr std::int64_t address_space = 3LL << 30;  ///< the memory limit of the server

double scale() {
  const char* given = std::getenv("PARLEY_TEST_SCALE");
  return given ? std::atof(given) : 1.0;
}

double mean(const std::vector<std::int64_t>& all, std::size_t from, std::size_t to) {
  return std::accumulate(all.begin() + static_cast<std::ptrdiff_t>(from),
                         all.begin() + static_cast<std::ptrdiff_t>(to), 0.0) /
         static_cast<double>(to - from);
}

void report(const char* what, const e2e::flood_result& r) {
  std::string answers;
  for (const auto& [status, n] : r.answers)
    answers += " " + std::to_string(status) + ":" + std::to_string(n);
  std::fprintf(stderr, "%s: %.1f s, %.0f appends/s, %.0f requests/s, answers%s, cut %llu\n", what,
               r.seconds, r.goodput(), static_cast<double>(r.sent) / r.seconds, answers.c_str(),
               static_cast<unsigned long long>(r.refused));
}

/// A server under a memory limit, with the sessions of a flood.
struct pressed_server {
  e2e::scratch_folder folder;
  e2e::running_server server;
  e2e::rest api;
  e2e::flood flood;

  explicit pressed_server(std::vector<std::string> flags)
      : server(folder.store(), std::move(flags)), api(server.url()) {
    const rlimit memory{static_cast<rlim_t>(address_space), static_cast<rlim_t>(address_space)};
    CAF_REQUIRE(prlimit(server.child().id(), RLIMIT_AS, &memory, nullptr) == 0);
    for (int s = 0; s < sessions; ++s)
      CAF_REQUIRE(api.post("/sessions", {{"session_id", "f-" + std::to_string(s)}}).status == 201);
    flood.port =
        static_cast<std::uint16_t>(std::stoi(server.url().substr(server.url().rfind(':') + 1)));
    flood.sessions = sessions;
    flood.body_bytes = body_bytes;
  }

  /// Ten times the clients that it serves best, none of whom waits; checks memory and answers.
  e2e::flood_result overload(double seconds) {
    flood.connections = crowd;
    std::binary_semaphore over{0};
    std::vector<std::int64_t> samples;
    std::thread sampler{[&] {
      while (!over.try_acquire_for(50ms))
        samples.push_back(e2e::resident_bytes(server.child().id()));
    }};
    const auto r = flood.run(std::chrono::milliseconds{static_cast<int>(1000 * seconds)});
    over.release();
    sampler.join();
    report("overload", r);

    // What it says is right: either the append is done or the client is told to come back.
    for (const auto& [status, n] : r.answers) CAF_CHECK(status == 201 || status == 503);
    for (const auto& [code, n] : r.codes) CAF_CHECK(code == "overloaded");
    CAF_CHECK(r.without_hint == 0u);

    const auto third = samples.size() / 3;
    CAF_REQUIRE(third > 0);
    // In the first third the crowd arrives, and tails and caches fill.
    const auto middle = mean(samples, third, 2 * third);
    const auto last = mean(samples, samples.size() - third, samples.size());
    std::fprintf(stderr, "resident: %.1f MiB in the second third, %.1f in the last\n",
                 middle / 1048576, last / 1048576);
    CAF_CHECK(last <= middle * 1.15 + 64 * 1048576);
    return r;
  }

  /// When they are gone everything is as before, but for what they had sent already.
  void settle() {
    const auto start = std::chrono::steady_clock::now();
    const auto took = [&] { return std::chrono::steady_clock::now() - start; };
    int status = 503;
    while (status == 503 && took() < 15s)
      status = api.post("/sessions/f-0/messages", {{"role", "user"}, {"content", "x"}}).status;
    CAF_CHECK(status == 201);
    std::fprintf(stderr, "answers again after %lld ms\n",
                 static_cast<long long>(took() / std::chrono::milliseconds{1}));
    CAF_CHECK(took() < 15s);
    CAF_CHECK(server.stop().code == 0);
  }
};

void raise_descriptor_limit() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

CAF_TEST(ten times too much leaves memory flat and the work going on) {
  raise_descriptor_limit();
  pressed_server under{{"--log.level", "error"}};

  // The peak: the best of a few moderate crowds.
  const auto seconds = std::min(60.0, 4 * scale());
  const auto part = std::chrono::milliseconds{static_cast<int>(1000 * std::max(1.0, seconds / 10))};
  double peak = 0;
  for (const int connections : {16, 64, 256}) {
    under.flood.connections = connections;
    const auto r = under.flood.run(part);
    report(std::to_string(connections).append(" connections").c_str(), r);
    CAF_CHECK(r.codes.empty());
    peak = std::max(peak, r.goodput());
  }
  const auto r = under.overload(seconds);
  // A floor only: other work on the machine moves it by half.
  std::fprintf(stderr, "goodput: %.2f of the peak\n", r.goodput() / peak);
  CAF_CHECK(r.goodput() >= 0.4 * peak);
  under.settle();
}

CAF_TEST(what does not fit is refused with a hint) {
  raise_descriptor_limit();
  pressed_server under{{"--log.level", "error", "--limits.session_pending", "2"}};
  // Caches and connections take their memory first.
  under.flood.connections = crowd;
  report("warm", under.flood.run(2s));
  const auto r = under.overload(std::min(60.0, 2 * scale()));
  CAF_CHECK(r.answers.count(503) == 1u);
  CAF_CHECK(r.goodput() > 0);
  under.settle();
}
