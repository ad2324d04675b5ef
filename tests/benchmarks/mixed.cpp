/// Small appends beside a stream of messages of 1 MB: what a small one waits for with and without
/// the large ones, in turn.
#include <atomic>
#include <caf/all.hpp>
#include <thread>

#include "live.hpp"

using namespace parley;
using namespace parley::benchmarks;

namespace {

constexpr std::size_t large_bytes = 1'000'000;
constexpr std::size_t small_callers = 8;

protocol::append_command large() {
  protocol::append_command command;
  command.messages.push_back(make_message(0));
  command.messages[0].content = std::string(large_bytes, 'x');
  command.messages[0].body_digest = domain::body_digest(command.messages[0]);
  return command;
}

/// One large message after the other, into a session of its own, until `over`.
std::uint64_t stream(live_node& node, std::size_t session, const std::atomic<bool>& over) {
  caf::scoped_actor self{node.node().system()};
  std::uint64_t done = 0;
  while (!over) {
    self->request(node.node().supervisor(), caf::infinite, protocol::append_atom_v, node.who(),
                  node.ref(session), large())
        .receive([](const protocol::append_reply&) {}, live_node::failed);
    ++done;
  }
  return done;
}

/// Milliseconds of each append of `small_callers` callers for `seconds`.
std::vector<double> small_appends(live_node& node, double seconds) {
  std::vector<std::vector<double>> each(small_callers);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < small_callers; ++i)
    threads.emplace_back([&, i] {
      caf::scoped_actor self{node.node().system()};
      const auto start = steady::now();
      while (seconds_since(start) < seconds) {
        const auto asked = steady::now();
        node.append(self, i, 1);
        each[i].push_back(seconds_since(asked) * 1000);
      }
    });
  for (auto& t : threads) t.join();
  std::vector<double> all;
  for (const auto& one : each) all.insert(all.end(), one.begin(), one.end());
  return all;
}

}  // namespace

int main() {
  const auto rounds = setting("PARLEY_BENCH_ROUNDS", 3);
  scratch dir{"mixed"};
  live_node node{dir.uri("live.db"), small_callers + 1};
  std::vector<double> alone, beside, rate_alone, rate_beside, streamed;
  for (std::int64_t r = 0; r < rounds; ++r) {
    const double seconds = 3;
    const auto quiet = small_appends(node, seconds);
    std::atomic<bool> over{false};
    std::uint64_t done = 0;
    std::thread large{[&] { done = stream(node, small_callers, over); }};
    const auto busy = small_appends(node, seconds);
    over = true;
    large.join();
    alone.push_back(percentile(quiet, 0.99));
    beside.push_back(percentile(busy, 0.99));
    rate_alone.push_back(static_cast<double>(quiet.size()) / seconds);
    rate_beside.push_back(static_cast<double>(busy.size()) / seconds);
    streamed.push_back(static_cast<double>(done) / seconds);
  }
  std::printf("small_alone_p99_ms %.3f\n", median(alone));
  std::printf("small_beside_large_p99_ms %.3f\n", median(beside));
  std::printf("small_alone_per_s %.0f\n", median(rate_alone));
  std::printf("small_beside_large_per_s %.0f\n", median(rate_beside));
  std::printf("large_per_s %.1f\n", median(streamed));
  return 0;
}
