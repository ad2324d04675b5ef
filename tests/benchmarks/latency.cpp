/// What one caller waits for: an append to an idle session beside a bare synced commit, and the
/// activation of a session of 1,000 messages.
#include <caf/all.hpp>

#include "bare.hpp"
#include "live.hpp"

using namespace parley;
using namespace parley::benchmarks;

namespace {

std::vector<double> bare_commits(const std::string& uri, int count) {
  bare_store store{uri, 1};
  std::vector<double> ms;
  for (int i = 0; i < count; ++i) {
    auto next = store.next(0, static_cast<std::uint64_t>(i));
    const auto start = steady::now();
    const auto outcomes = store.log().commit({&next, 1});
    ms.push_back(seconds_since(start) * 1000);
    store.done(0, outcomes[0]);
  }
  return ms;
}

std::vector<double> idle_appends(live_node& node, int count) {
  caf::scoped_actor self{node.node().system()};
  std::vector<double> ms;
  for (int i = 0; i < count; ++i) {
    const auto start = steady::now();
    node.append(self, 0, 1);
    ms.push_back(seconds_since(start) * 1000);
  }
  return ms;
}

std::vector<double> activations(live_node& node, std::size_t sessions) {
  caf::scoped_actor self{node.node().system()};
  for (std::size_t i = 1; i <= sessions; ++i) {
    node.create(self, i);
    node.append(self, i, 1000);
  }
  std::vector<double> ms;
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 1; i <= sessions; ++i) {
      const auto ref = live_node::ref(i);
      self->request(node.node().supervisor(), caf::infinite, protocol::passivate_atom_v, node.who(),
                    ref)
          .receive([](const protocol::done&) {}, live_node::failed);
      const auto start = steady::now();
      self->request(node.node().supervisor(), caf::infinite, protocol::get_atom_v, node.who(), ref)
          .receive([](const domain::session_view&) {}, live_node::failed);
      ms.push_back(seconds_since(start) * 1000);
    }
  }
  return ms;
}

}  // namespace

int main() {
  const auto count = static_cast<int>(setting("PARLEY_BENCH_LATENCY", 2000));
  scratch dir{"latency"};
  const auto bare = bare_commits(dir.uri("bare.db"), count);
  live_node node{dir.uri("live.db"), 1};
  const auto live = idle_appends(node, count);
  const auto active = activations(node, 50);
  std::printf("bare_commit_ms p50 %.3f p99 %.3f\n", median(bare), percentile(bare, 0.99));
  std::printf("idle_append_ms p50 %.3f p99 %.3f\n", median(live), percentile(live, 0.99));
  std::printf("activation_ms p50 %.3f p99 %.3f\n", median(active), percentile(active, 0.99));
  std::printf("idle_append_to_bare_commit %.3f\n", median(live) / median(bare));
  return 0;
}
