/// What forks cost: making one of a session of 100,000 messages, and append, tail and page in a fork
/// of depth 1 and one of 32 segments beside a session that is no fork, in turn.
#include <caf/all.hpp>

#include "live.hpp"

using namespace parley;
using namespace parley::benchmarks;

namespace {

constexpr std::size_t batch = 1000;
constexpr std::size_t deepest = 31;  ///< the fork whose history has 32 segments

struct measured {
  std::vector<double> append, tail, page;
};

double fork_ms(caf::scoped_actor& self, live_node& node, std::size_t origin, std::int64_t at_seq,
               const std::string& id) {
  protocol::create_command command;
  command.request.session_id = id;
  command.fork.emplace();
  command.fork->session_id = live_node::name(origin);
  command.fork->at_seq = at_seq;
  const auto start = steady::now();
  self->request(node.node().supervisor(), caf::infinite, protocol::create_atom_v, live_node::who(),
                std::move(command))
      .receive([](const protocol::create_reply&) {}, live_node::failed);
  return seconds_since(start) * 1000;
}

double page_ms(caf::scoped_actor& self, live_node& node, std::size_t session,
               std::optional<std::int64_t> before) {
  storage::page_request request;
  request.before = before;
  request.items_max = 50;
  const auto start = steady::now();
  self->request(node.node().supervisor(), caf::infinite, protocol::page_atom_v, live_node::who(),
                live_node::ref(session), request)
      .receive([](const protocol::message_page&) {}, live_node::failed);
  return seconds_since(start) * 1000;
}

void print(const char* name, const std::vector<double>& plain, const std::vector<double>& shallow,
           const std::vector<double>& deep) {
  const auto p99 = [](const std::vector<double>& values) { return percentile(values, 0.99); };
  std::printf("fork_%s_ms p50 %.3f %.3f %.3f p99 %.3f %.3f %.3f (unforked, depth 1, 32 segments)\n",
              name, median(plain), median(shallow), median(deep), p99(plain), p99(shallow),
              p99(deep));
  std::printf("fork_1_%s_p99_ratio %.3f\n", name, p99(shallow) / p99(plain));
  std::printf("fork_32_%s_p99_ratio %.3f\n", name, p99(deep) / p99(plain));
}

}  // namespace

int main() {
  const auto count = setting("PARLEY_BENCH_LATENCY", 2000);
  const auto length = static_cast<std::size_t>(setting("PARLEY_BENCH_HISTORY", 100000));
  scratch dir{"forks"};
  live_node node{dir.uri("live.db"), 1};
  caf::scoped_actor self{node.node().system()};
  for (std::size_t done = 0; done < length; done += batch)
    node.append(self, 0, std::min(batch, length - done));

  // bench-1 is a fork of bench-0, bench-2 of bench-1, ..., each with one message of its own.
  auto head = static_cast<std::int64_t>(length);
  for (std::size_t n = 1; n <= deepest; ++n) {
    fork_ms(self, node, n - 1, head, live_node::name(n));
    node.append(self, n, 1);
    ++head;
  }

  std::vector<double> made, made_deep;
  for (std::int64_t i = 0; i < count / 4; ++i) {
    const auto id = std::to_string(i);
    made.push_back(fork_ms(self, node, 0, static_cast<std::int64_t>(length), "of-long-" + id));
    made_deep.push_back(fork_ms(self, node, deepest, head - 1, "of-deep-" + id));
  }
  std::printf("fork_ms p50 %.3f p99 %.3f of 32 segments p50 %.3f p99 %.3f\n", median(made),
              percentile(made, 0.99), median(made_deep), percentile(made_deep, 0.99));

  measured plain, shallow, deep;
  for (std::int64_t i = 0; i < count; ++i) {
    for (auto& [session, to] : {std::pair<std::size_t, measured*>{0, &plain},
                                {1, &shallow},
                                {deepest, &deep}}) {
      const auto start = steady::now();
      node.append(self, session, 1);
      to->append.push_back(seconds_since(start) * 1000);
      to->tail.push_back(page_ms(self, node, session, std::nullopt));
      to->page.push_back(page_ms(self, node, session, 60));
    }
  }
  print("append", plain.append, shallow.append, deep.append);
  print("tail", plain.tail, shallow.tail, deep.tail);
  print("page", plain.page, shallow.page, deep.page);
  return 0;
}
