/// How long a message takes from its acknowledgement until the readers of its session have it, over
/// WebSockets, beside a bare broadcast of as many bytes to as many readers. PARLEY_BENCH_PAIRS (7)
/// of PARLEY_BENCH_ROWS (300) messages each to PARLEY_BENCH_READERS (100). One thread writes, waits
/// for the acknowledgement and reads all sockets; the next message follows when all have it.
#include "bench.hpp"
#include "harness/reader_pool.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"
#include "harness/web_socket.hpp"

using namespace parley;
using namespace parley::benchmarks;
using namespace std::chrono_literals;
using domain::json;

namespace {

constexpr std::size_t content_bytes = 300;

struct run {
  std::string url;
  std::string session;
  std::size_t readers;
  std::int64_t messages;

  /// Microseconds of each message and reader. `said`: the request that writes the message of a seq.
  template <class Said>
  std::vector<double> measure(Said said) const {
    e2e::reader_pool pool;
    pool.serve_at(url);
    std::vector<double> all;
    steady::time_point acknowledged;
    for (std::size_t i = 0; i < readers; ++i)
      pool.add(e2e::live_reader::kind::web_socket, session)
          .listen([&](std::int64_t, std::string_view) {
            all.push_back(seconds_since(acknowledged) * 1e6);
          });
    if (!pool.run_until([&] { return pool.open() == readers; }, 30s)) return {};
    e2e::web_socket writer(url, "/v1/tenants/default/sessions/" + session + "/ws");
    for (std::int64_t seq = 1; seq <= messages; ++seq) {
      if (writer.ask(said(seq)).is_null()) return {};
      acknowledged = steady::now();
      const auto wanted = static_cast<std::size_t>(seq) * readers;
      if (!pool.run_until([&] { return all.size() == wanted; }, 30s)) return {};
    }
    return all;
  }
};

json append(std::int64_t) {
  return {{"op", "append"}, {"role", "assistant"}, {"content", std::string(content_bytes, 'x')}};
}

/// An event as the readers know it, with a filling for what theirs has more.
json event(std::int64_t seq) {
  return {{"at", std::string(150, '-')},
          {"cursor", seq},
          {"data", {{"content", std::string(content_bytes, 'x')}}},
          {"type", "message_appended"}};
}

}  // namespace

int main() {
  const auto pairs = setting("PARLEY_BENCH_PAIRS", 7);
  const auto readers = static_cast<std::size_t>(setting("PARLEY_BENCH_READERS", 100));
  const auto messages = setting("PARLEY_BENCH_ROWS", 300);
  scratch dir{"streams"};
  e2e::running_server server(dir.uri("live.db"), {"--summarizer.automatic", "off"});
  e2e::rest api(server.url());
  std::vector<double> live_50, live_99, bare_50, bare_99, ratio_50, ratio_99;
  for (std::int64_t i = 0; i < pairs; ++i) {
    const auto session = "bench-" + std::to_string(i);
    if (api.post("/sessions", {{"session_id", session}}).status != 201) return 1;
    const auto live = run{server.url(), session, readers, messages}.measure(append);
    // Whoever was connected is told of the next message: a fresh one for each pair.
    e2e::process bare_server(PARLEY_BARE_BROADCAST, {}, {});
    const auto line = bare_server.wait_for_line("listening on ", 30s);
    const auto bare = run{line, session, readers, messages}.measure(event);
    if (live.empty() || bare.empty()) return 1;
    live_50.push_back(median(live));
    live_99.push_back(percentile(live, 0.99));
    bare_50.push_back(median(bare));
    bare_99.push_back(percentile(bare, 0.99));
    ratio_50.push_back(live_50.back() / bare_50.back());
    ratio_99.push_back(live_99.back() / bare_99.back());
    std::fprintf(stderr, "pair %d: live %.0f %.0f bare %.0f %.0f us\n", static_cast<int>(i + 1),
                 live_50.back(), live_99.back(), bare_50.back(), bare_99.back());
  }
  std::printf("stream_delivered_us p50 %.0f p99 %.0f\n", median(live_50), median(live_99));
  std::printf("bare_delivered_us p50 %.0f p99 %.0f\n", median(bare_50), median(bare_99));
  std::printf("stream_times_bare p50 %.2f (%.2f to %.2f) p99 %.2f (%.2f to %.2f)\n",
              median(ratio_50), percentile(ratio_50, 0), percentile(ratio_50, 1), median(ratio_99),
              percentile(ratio_99, 0), percentile(ratio_99, 1));
  return 0;
}
