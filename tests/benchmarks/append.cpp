/// Durable appends per second: the actors beside the same store code without them, interleaved.
#include <caf/all.hpp>

#include "bare.hpp"
#include "live.hpp"

using namespace parley::benchmarks;

int main() {
  const auto rounds = setting("PARLEY_BENCH_ROUNDS", 3);
  const auto rows = static_cast<std::uint64_t>(setting("PARLEY_BENCH_ROWS", 100000));
  std::vector<double> loop, group64, live64, group1024, live1024;
  for (std::int64_t i = 0; i < rounds; ++i) {
    scratch dir{"append"};
    loop.push_back(bare_loop(dir.uri("loop.db"), 512, rows));
    group64.push_back(bare_group(dir.uri("group64.db"), 64, rows));
    live64.push_back(live_appends(dir.uri("live64.db"), 64, rows));
    group1024.push_back(bare_group(dir.uri("group1024.db"), 1024, rows));
    live1024.push_back(live_appends(dir.uri("live1024.db"), 1024, rows));
    std::printf(
        "round %lld: loop512 %.0f  group64 %.0f  live64 %.0f  group1024 %.0f  live1024 %.0f\n",
        static_cast<long long>(i + 1), loop.back(), group64.back(), live64.back(), group1024.back(),
        live1024.back());
  }
  std::printf("bare_loop_512_rate %.0f\n", median(loop));
  std::printf("bare_group_64_rate %.0f\n", median(group64));
  std::printf("bare_group_1024_rate %.0f\n", median(group1024));
  std::printf("appends_64_rate %.0f\n", median(live64));
  std::printf("appends_1024_rate %.0f\n", median(live1024));
  std::printf("appends_64_to_bare_group %.3f\n", median(live64) / median(group64));
  std::printf("appends_1024_to_bare_loop_512 %.3f\n", median(live1024) / median(loop));
  return 0;
}
