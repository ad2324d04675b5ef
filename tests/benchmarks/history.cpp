/// Whether a long history slows a session down: append, tail, page and context of a session with
/// 100,000 messages beside one with 100, in turn. Nothing is summarized, so that a context has all of
/// the history before it.
#include <caf/all.hpp>

#include "live.hpp"

using namespace parley;
using namespace parley::benchmarks;

namespace {

constexpr std::size_t batch = 1000;

struct measured {
  std::vector<double> append, tail, page, context;
};

double page_ms(caf::scoped_actor& self, live_node& node, std::size_t session,
               std::optional<std::int64_t> before) {
  storage::page_request request;
  request.before = before;
  request.items_max = 50;
  const auto start = steady::now();
  self->request(node.node().supervisor(), caf::infinite, protocol::page_atom_v, node.who(),
                node.ref(session), request)
      .receive([](const protocol::message_page&) {}, live_node::failed);
  return seconds_since(start) * 1000;
}

double context_ms(caf::scoped_actor& self, live_node& node, std::size_t session) {
  protocol::context_command command;
  command.view.max_tokens = 8000;
  command.view.reserve = 1000;
  const auto start = steady::now();
  self->request(node.node().supervisor(), caf::infinite, protocol::context_atom_v, node.who(),
                node.ref(session), command)
      .receive([](const context::context_view&) {}, live_node::failed);
  return seconds_since(start) * 1000;
}

void print(const char* name, const std::vector<double>& small, const std::vector<double>& large) {
  std::printf("history_%s_ms small p50 %.3f p99 %.3f large p50 %.3f p99 %.3f\n", name,
              median(small), percentile(small, 0.99), median(large), percentile(large, 0.99));
  std::printf("history_%s_p99_ratio %.3f\n", name,
              percentile(large, 0.99) / percentile(small, 0.99));
}

}  // namespace

int main() {
  const auto count = setting("PARLEY_BENCH_LATENCY", 2000);
  const auto length = static_cast<std::size_t>(setting("PARLEY_BENCH_HISTORY", 100000));
  scratch dir{"history"};
  // As many messages are around the short session as are in the long one: the files are equal.
  auto settings = live_node::settings_of(dir.uri("live.db"));
  settings.summarizer.kind = "off";
  live_node node{settings, {}};
  caf::scoped_actor self{node.node().system()};
  for (std::size_t i = 0; i < 2 + length / 100; ++i) node.create(self, i);
  for (std::size_t i = 0; i < length / 100 + 1; ++i) node.append(self, 1 + i, 100);
  for (std::size_t done = 0; done < length; done += batch)
    node.append(self, 0, std::min(batch, length - done));

  measured large, small;
  for (std::int64_t i = 0; i < count; ++i) {
    for (const std::size_t session : {0, 1}) {
      auto& to = session == 0 ? large : small;
      const auto start = steady::now();
      node.append(self, session, 1);
      to.append.push_back(seconds_since(start) * 1000);
      to.tail.push_back(page_ms(self, node, session, std::nullopt));
      to.page.push_back(page_ms(self, node, session, 60));
      to.context.push_back(context_ms(self, node, session));
    }
  }
  print("append", small.append, large.append);
  print("tail", small.tail, large.tail);
  print("page", small.page, large.page);
  print("context", small.context, large.context);
  return 0;
}
