/// What summaries cost everybody else: appends to other sessions while 1,000 sessions are summarized by a
/// model that takes 200 ms, beside the same without; interleaved pairs. Then appends with the
/// built-in summarizer, which computes in this process, beside none.
#include <caf/all.hpp>

#include <condition_variable>
#include <future>
#include <mutex>
#include <stop_token>

#include "live.hpp"
#include "parley/models/host.hpp"

using namespace parley;
using namespace parley::benchmarks;

namespace {

constexpr std::size_t in_flight = 64;

struct figures {
  double rate = 0;
  double p99_ms = 0;
};

/// Keeps 64 appends under way for some seconds.
struct load_state {
  protocol::supervisor_actor to;
  steady::time_point until;
  std::vector<double> ms;
  std::size_t open = in_flight;
  std::promise<std::vector<double>>* finished = nullptr;
};

void send_one(caf::stateful_actor<load_state>* self, std::size_t session) {
  const auto start = steady::now();
  self->request(self->state.to, caf::infinite, protocol::append_atom_v, live_node::who(),
                live_node::ref(session), live_node::messages(1))
      .then(
          [=](const protocol::append_reply&) {
            auto& s = self->state;
            s.ms.push_back(seconds_since(start) * 1000);
            if (steady::now() < s.until) return send_one(self, session);
            if (--s.open == 0) s.finished->set_value(std::move(s.ms));
          },
          live_node::failed);
}

figures append_for(live_node& node, double seconds) {
  std::promise<std::vector<double>> finished;
  auto client = node.node().system().spawn(
      [&finished, seconds, to = node.node().supervisor()](
          caf::stateful_actor<load_state>* self) -> caf::behavior {
        self->state.to = to;
        self->state.until =
            steady::now() + std::chrono::microseconds{static_cast<std::int64_t>(seconds * 1e6)};
        self->state.finished = &finished;
        for (std::size_t i = 0; i < in_flight; ++i) send_one(self, i);
        return {[](const std::string&) {}};
      });
  const auto ms = finished.get_future().get();
  caf::anon_send_exit(client, caf::exit_reason::user_shutdown);
  return {static_cast<double>(ms.size()) / seconds, percentile(ms, 0.99)};
}

/// A model that answers after 200 ms, to as many as ask.
std::shared_ptr<models::summarizer> slow_model(std::int64_t at_once) {
  models::host_options options;
  options.name = "slow";
  options.threads = at_once;
  return models::make_host(
             [](const context::summary_job&, std::stop_token stop) -> base::result<std::string> {
               std::mutex mutex;
               std::condition_variable_any never;
               std::unique_lock lock{mutex};
               never.wait_for(lock, stop, std::chrono::milliseconds{200}, [] { return false; });
               return "what was said";
             },
             options)
      .value();
}

/// Other sessions, and those to be summarized: 20 messages each.
std::unique_ptr<live_node> prepared(const std::string& uri, std::size_t summarized,
                                    std::int64_t at_once) {
  auto settings = live_node::settings_of(uri);
  settings.summarizer.at_once = at_once;
  runtime::overrides replaced;
  replaced.summarizer = slow_model(at_once);
  auto node = std::make_unique<live_node>(settings, replaced);
  node->fill(0, in_flight + summarized, 20);
  return node;
}

figures beside(bool summarizing, std::size_t sessions, std::int64_t at_once, double seconds) {
  scratch dir{"summaries"};
  const auto node = prepared(dir.uri("live.db"), sessions, at_once);
  if (summarizing) {
    protocol::summarize_command command;
    command.round = 6;
    for (std::size_t i = 0; i < sessions; ++i)
      caf::anon_send(node->node().supervisor(), protocol::summarize_atom_v, live_node::who(),
                     live_node::ref(in_flight + i), command);
  }
  const auto found = append_for(*node, seconds);
  const auto made = node->node().counters().summaries_made.load();
  if (summarizing) std::printf("  %llu summaries made\n", static_cast<unsigned long long>(made));
  return found;
}

double appends_with(const char* kind, double seconds) {
  scratch dir{"extractive"};
  auto settings = live_node::settings_of(dir.uri("live.db"));
  settings.summarizer.kind = kind;
  settings.summarizer.automatic = "on";
  live_node node{settings, {}};
  node.fill(0, in_flight, 1);
  const auto found = append_for(node, seconds);
  std::printf("  %s: %.0f/s p99 %.2f ms, %llu summaries\n", kind, found.rate, found.p99_ms,
              static_cast<unsigned long long>(node.node().counters().summaries_made.load()));
  return found.rate;
}

}  // namespace

int main() {
  const auto rounds = setting("PARLEY_BENCH_ROUNDS", 3);
  const auto sessions = static_cast<std::size_t>(setting("PARLEY_BENCH_SESSIONS", 1000));
  const auto at_once = setting("PARLEY_BENCH_AT_ONCE", 16);
  const auto seconds = static_cast<double>(setting("PARLEY_BENCH_SECONDS", 5));
  std::vector<double> rates, tails, extractive;
  for (std::int64_t i = 0; i < rounds; ++i) {
    const auto without = beside(false, sessions, at_once, seconds);
    const auto with = beside(true, sessions, at_once, seconds);
    std::printf("pair %lld: without %.0f/s p99 %.2f ms  with %.0f/s p99 %.2f ms\n",
                static_cast<long long>(i + 1), without.rate, without.p99_ms, with.rate,
                with.p99_ms);
    rates.push_back(with.rate / without.rate);
    tails.push_back(with.p99_ms / without.p99_ms);
    extractive.push_back(appends_with("extractive", seconds) / appends_with("off", seconds));
  }
  std::printf("appends_beside_summaries_ratio %.3f\n", median(rates));
  std::printf("appends_beside_summaries_p99_ratio %.3f\n", median(tails));
  std::printf("appends_extractive_ratio %.3f\n", median(extractive));
  return 0;
}
