/// What the search index costs appends, and how far behind them it is: interleaved pairs of runs with
/// the index on and off, then a run at a fixed rate.
#include <caf/all.hpp>

#include <future>

#include "live.hpp"

using namespace parley;
using namespace parley::benchmarks;

namespace {

double appends(const std::string& uri, const char* index, std::uint64_t rows) {
  constexpr std::size_t in_flight = 64;
  auto settings = live_node::settings_of(uri);
  settings.search.index = index;
  live_node node{settings, {}};
  {
    caf::scoped_actor self{node.node().system()};
    for (std::size_t i = 0; i < in_flight; ++i) node.create(self, i);
  }
  std::promise<void> finished;
  const auto start = steady::now();
  auto client = node.node().system().spawn(driver, node.node().supervisor(), in_flight, in_flight,
                                           rows, &finished);
  finished.get_future().wait();
  const auto rate = static_cast<double>(rows) / seconds_since(start);
  caf::anon_send_exit(client, caf::exit_reason::user_shutdown);
  return rate;
}

/// Batches of 20 messages at a fixed rate; the greatest lag seen, in seconds: from a message's commit
/// to the moment from which on it is found.
void lag_at(const std::string& uri, double per_second, double seconds) {
  constexpr std::size_t batch = 20;
  constexpr std::size_t sessions = 64;
  live_node node{uri, sessions};
  caf::scoped_actor self{node.node().system()};
  const auto start = steady::now();
  std::uint64_t sent = 0;
  std::vector<double> lags;
  double due = 0;
  while (seconds_since(start) < seconds) {
    while (due <= seconds_since(start)) {
      // The rate is told by the node's own count, so that nobody waits for the answers.
      caf::anon_send(node.node().supervisor(), protocol::append_atom_v, live_node::who(),
                     live_node::ref(static_cast<std::size_t>(sent % sessions)),
                     live_node::messages(batch));
      ++sent;
      due += static_cast<double>(batch) / per_second;
    }
    if (sent % 500 == 0) {
      storage::search_query q;
      q.text = "nothing";
      const auto now = base::system_clock().now();
      self->request(node.node().supervisor(), caf::infinite, protocol::search_atom_v,
                    live_node::who(), q)
          .receive(
              [&](const storage::search_page& page) {
                lags.push_back(std::chrono::duration<double>(now - page.indexed_upto).count());
              },
              live_node::failed);
    }
    // What is due comes in time; nothing is to be waited for.
    std::promise<void>{}.get_future().wait_for(std::chrono::milliseconds{1});
  }
  const auto rate = static_cast<double>(node.node().counters().messages_appended.load()) / seconds;
  std::printf("index_lag_at %.0f/s (wanted %.0f): p50 %.3f p99 %.3f most %.3f s\n", rate, per_second,
              percentile(lags, 0.5), percentile(lags, 0.99), percentile(lags, 1));
}

}  // namespace

int main() {
  const auto rounds = setting("PARLEY_BENCH_ROUNDS", 3);
  const auto rows = static_cast<std::uint64_t>(setting("PARLEY_BENCH_ROWS", 100000));
  std::vector<double> ratios;
  for (std::int64_t i = 0; i < rounds; ++i) {
    scratch dir{"indexing"};
    const auto off = appends(dir.uri("off.db"), "off", rows);
    const auto on = appends(dir.uri("on.db"), "on", rows);
    ratios.push_back(on / off);
    std::printf("pair %lld: off %.0f  on %.0f  %.3f\n", static_cast<long long>(i + 1), off, on,
                ratios.back());
  }
  std::printf("appends_indexed_ratio %.3f\n", median(ratios));
  scratch dir{"lag"};
  lag_at(dir.uri("lag.db"), static_cast<double>(setting("PARLEY_BENCH_RATE", 20000)),
         static_cast<double>(setting("PARLEY_BENCH_SECONDS", 10)));
  return 0;
}
