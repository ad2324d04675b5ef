/// Durable appends per second to a Redis that syncs each answer, so many in flight, beside a client
/// of nothing but the connection that pushes the same rows, and, with PARLEY_BENCH_MODULES (a
/// folder where npm installed @langchain/redis), beside the history of LangChain.js, 64 sessions in
/// flight.
#include "redis/connection.hpp"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "bare.hpp"
#include "redis/redis_server.hpp"
#include "storage/redis/rows.hpp"

using namespace parley;
using namespace parley::benchmarks;

namespace {

/// Rows per second of a client that pushes a row onto each of so many lists, pipelined, again and
/// again.
double bare_pushes(tests::redis_server& server, std::size_t batch, std::uint64_t rows) {
  redis::connection client{redis::read_uri(server.uri()).value()};
  const auto start = steady::now();
  std::int64_t seq = 0;
  for (std::uint64_t n = 0; n < rows;) {
    ++seq;
    redis::commands asked;
    for (std::size_t i = 0; i < batch; ++i, ++n) {
      storage::redis::message_row row;
      row.message = make_entry(n);
      row.message.message_id = "m" + std::to_string(seq) + "-" + row.message.id_suffix;
      row.head = {
          seq,   static_cast<std::int64_t>(n), row.message.received_at, 100, row.message.status,
          false, row.message.body_digest};
      asked.add({"RPUSH", "bare:" + std::to_string(i), storage::redis::pack(row)});
    }
    for (const auto& each : client.exchange(asked)) each.check();
  }
  return static_cast<double>(rows) / seconds_since(start);
}

/// Messages per second of langchain_redis.mjs; 0 where it cannot run.
double langchain(tests::redis_server& server, const std::string& modules, std::uint64_t rows) {
  const auto command = "node '" + std::string(PARLEY_SOURCE_DIR) +
                       "/tests/benchmarks/langchain_redis.mjs' '" + modules + "' '" + server.uri() +
                       "' " + std::to_string(rows);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out{::popen(command.c_str(), "r"),
                                                            ::pclose};
  double rate = 0;
  if (!out || std::fscanf(out.get(), "%lf", &rate) != 1) return 0;
  return rate;
}

/// Bytes of the server's memory.
double used_memory(tests::redis_server& server) {
  const auto answer = server.run({"INFO", "memory"});
  const std::string text{answer.text()};
  constexpr std::string_view name = "used_memory:";
  return std::atof(text.c_str() + text.find(name) + name.size());
}

}  // namespace

int main() {
  if (!tests::redis_server::program()) {
    std::puts(tests::no_redis);
    return 77;
  }
  const auto rounds = setting("PARLEY_BENCH_ROUNDS", 3);
  const auto rows = static_cast<std::uint64_t>(setting("PARLEY_BENCH_ROWS", 100000));
  const auto* modules = std::getenv("PARLEY_BENCH_MODULES");
  for (const std::size_t in_flight : {64, 1024}) {
    std::vector<double> ours, bare, share, bytes, peer;
    for (std::int64_t i = 0; i < rounds; ++i) {
      tests::redis_server server{tests::redis_server::durability::always};
      const auto before = used_memory(server);
      ours.push_back(bare_loop(server.fresh(), in_flight, rows));
      bytes.push_back((used_memory(server) - before) / static_cast<double>(rows));
      server.run({"FLUSHALL"});
      bare.push_back(bare_pushes(server, in_flight, rows));
      share.push_back(ours.back() / bare.back());
      std::printf("round %lld, %zu in flight: parley %.0f  bare RPUSH %.0f  share %.2f\n",
                  static_cast<long long>(i + 1), in_flight, ours.back(), bare.back(), share.back());
      if (!modules || in_flight != 64) continue;
      server.run({"FLUSHALL"});
      peer.push_back(langchain(server, modules, rows));
      std::printf("  LangChain.js %.0f\n", peer.back());
    }
    if (!peer.empty())
      std::printf("redis_64_langchain_rate %.0f\nredis_64_langchain_times %.2f\n", median(peer),
                  median(ours) / median(peer));
    std::printf("redis_%zu_bytes_per_message %.0f\n", in_flight, median(bytes));
    std::printf("redis_%zu_rate %.0f\nredis_%zu_bare_rate %.0f\nredis_%zu_share %.2f\n", in_flight,
                median(ours), in_flight, median(bare), in_flight, median(share));
  }
  return 0;
}
