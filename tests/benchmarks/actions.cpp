/// Actions over Redis: the round trip of conversation.get_history beside a bare exchange over the
/// same structures, and the rate of conversation.save_message beside the store's own.
#include <atomic>
#include <caf/all.hpp>
#include <thread>

#include "bare.hpp"
#include "frontends/actions/action_client.hpp"
#include "live.hpp"
#include "redis/redis_server.hpp"

using namespace parley;
using namespace parley::benchmarks;
using tests::action_client;
using tests::json;

namespace {

constexpr const char* stream = "parley:bare";

/// What any responder has to do: take an entry, push a reply that expires, remove the entry.
class bare_responder {
 public:
  bare_responder(const std::string& uri, std::string reply)
      : options_(redis::read_uri(uri).value()), reply_(std::move(reply)) {
    redis::connection{options_}.ask({"XGROUP", "CREATE", stream, "g", "0", "MKSTREAM"});
    thread_ = std::thread{[this] { run(); }};
  }
  ~bare_responder() {
    stop_ = true;
    thread_.join();
  }

 private:
  void run() {
    redis::connection c{options_};
    while (!stop_) {
      const auto got = c.ask(
          {"XREADGROUP", "GROUP", "g", "c", "COUNT", "1", "BLOCK", "200", "STREAMS", stream, ">"},
          std::chrono::milliseconds{200});
      if (got.is_nil()) continue;
      const auto id = got[0][1][0][0].text();
      redis::commands answer;
      answer.add({"MULTI"}).add({"RPUSH", "bare", reply_}).add({"EXPIRE", "bare", "3600"});
      answer.add({"XACK", stream, "g", id}).add({"XDEL", stream, id}).add({"EXEC"});
      c.exchange(answer);
    }
  }

  redis::options options_;
  std::string reply_;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

std::vector<double> bare_trips(action_client& client, const std::string& envelope, int count) {
  std::vector<double> ms;
  for (int i = 0; i < count; ++i) {
    const auto start = steady::now();
    client.connection().ask({"XADD", stream, "*", "action", envelope});
    client.connection().ask({"BLPOP", "bare", "20"}, std::chrono::seconds{20});
    ms.push_back(seconds_since(start) * 1000);
  }
  return ms;
}

std::vector<double> trips(action_client& client, const json& what, int count) {
  std::vector<double> ms;
  for (int i = 0; i < count; ++i) {
    auto envelope = client.envelope("conversation.get_history", what).dump();
    const auto start = steady::now();
    client.send_text(envelope);
    client.connection().ask({"BLPOP", client.queue(), "20"}, std::chrono::seconds{20});
    ms.push_back(seconds_since(start) * 1000);
  }
  return ms;
}

json message_data(std::size_t session, std::uint64_t n) {
  const auto m = make_message(n);
  return {{"session_id", "bench-" + std::to_string(session)},
          {"role", m.role},
          {"content", *m.content}};
}

/// Messages a second, so many under way: as many are sent as were answered.
double saves(const std::string& uri, const std::string& prefix, std::size_t in_flight,
             std::uint64_t count) {
  action_client client{uri, prefix, "default"};
  std::uint64_t sent = 0;
  redis::commands batch;
  const auto add = [&](std::uint64_t how_many) {
    batch.clear();
    for (std::uint64_t i = 0; i < how_many && sent < count; ++i, ++sent)
      batch.add({"XADD", "parley:actions:normal", "*", "action",
                 client.envelope("conversation.save_message", message_data(sent % in_flight, sent))
                     .dump()});
    client.connection().exchange(batch);
  };
  const auto start = steady::now();
  add(in_flight);
  for (std::uint64_t done = 0; done < count;) {
    const auto got = client.connection().ask(
        {"BLMPOP", "20", "1", client.queue(), "LEFT", "COUNT", "1000"}, std::chrono::seconds{20});
    if (got.is_nil()) std::abort();
    const auto arrived = got[1].size();
    done += arrived;
    if (sent < count) add(arrived);
  }
  return static_cast<double>(count) / seconds_since(start);
}

void print(const char* name, const std::vector<double>& ms) {
  std::printf("%s_ms p50 %.3f p99 %.3f\n", name, median(ms), percentile(ms, 0.99));
}

}  // namespace

int main() {
  const auto rounds = setting("PARLEY_BENCH_ROUNDS", 3);
  const auto count = static_cast<int>(setting("PARLEY_BENCH_LATENCY", 2000));
  const auto rows = static_cast<std::uint64_t>(setting("PARLEY_BENCH_ROWS", 20000));
  tests::redis_server server;
  scratch dir{"actions"};
  auto settings = live_node::settings_of(dir.uri("live.db"));
  settings.http.port = 0;
  settings.log.level = "error";
  settings.actions.redis = server.uri();
  settings.actions.in_flight = 1024;
  live_node node{settings, {}};
  if (!node.node().serve()) return 1;
  {
    caf::scoped_actor self{node.node().system()};
    for (std::size_t i = 0; i < 1024; ++i) node.create(self, i);
    node.append(self, 0, 10);
  }
  action_client client{server.uri(), "bench", "default"};
  const json what{{"session_id", "bench-0"}, {"limit", 10}};
  const auto reply = client.call("conversation.get_history", what);
  bare_responder bare{server.uri(), reply.dump()};

  std::vector<double> bare_ms, ms, p50, p99;
  std::vector<double> of_64, of_1024;
  for (std::int64_t round = 0; round < rounds; ++round) {
    const auto a =
        bare_trips(client, client.envelope("conversation.get_history", what).dump(), count);
    const auto b = trips(client, what, count);
    p50.push_back(median(b) / median(a));
    p99.push_back(percentile(b, 0.99) / percentile(a, 0.99));
    bare_ms.insert(bare_ms.end(), a.begin(), a.end());
    ms.insert(ms.end(), b.begin(), b.end());
    const auto name = std::to_string(round);
    const auto bare_64 = bare_group(dir.uri("bare64-" + name + ".db"), 64, rows);
    const auto live_64 = saves(server.uri(), "a" + name, 64, rows);
    const auto bare_1024 = bare_group(dir.uri("bare1024-" + name + ".db"), 1024, rows);
    const auto live_1024 = saves(server.uri(), "b" + name, 1024, rows);
    std::printf("round %s: bare_group_64 %.0f saves_64 %.0f bare_group_1024 %.0f saves_1024 %.0f\n",
                name.c_str(), bare_64, live_64, bare_1024, live_1024);
    of_64.push_back(live_64 / bare_64);
    of_1024.push_back(live_1024 / bare_1024);
  }
  print("bare_exchange", bare_ms);
  print("get_history", ms);
  std::printf("actions_history_p50_to_bare_exchange %.3f\n", median(p50));
  std::printf("actions_history_p99_to_bare_exchange %.3f\n", median(p99));
  std::printf("actions_saves_64_to_bare_group %.3f\n", median(of_64));
  std::printf("actions_saves_1024_to_bare_group %.3f\n", median(of_1024));
  return 0;
}
