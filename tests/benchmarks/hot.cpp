/// Durable appends per second to one session, beside the same callers with a session each.
#include <caf/all.hpp>

#include "live.hpp"

using namespace parley::benchmarks;

int main() {
  const auto rounds = setting("PARLEY_BENCH_ROUNDS", 3);
  const auto rows = static_cast<std::uint64_t>(setting("PARLEY_BENCH_ROWS", 100000));
  std::vector<double> one64, many64, one256, many256;
  for (std::int64_t i = 0; i < rounds; ++i) {
    scratch dir{"hot"};
    one64.push_back(live_appends(dir.uri("one64.db"), 64, rows, 1));
    many64.push_back(live_appends(dir.uri("many64.db"), 64, rows));
    one256.push_back(live_appends(dir.uri("one256.db"), 256, rows, 1));
    many256.push_back(live_appends(dir.uri("many256.db"), 256, rows));
    std::printf("round %lld: one64 %.0f  many64 %.0f  one256 %.0f  many256 %.0f\n",
                static_cast<long long>(i + 1), one64.back(), many64.back(), one256.back(),
                many256.back());
  }
  std::printf("hot_session_64_rate %.0f\n", median(one64));
  std::printf("sessions_64_rate %.0f\n", median(many64));
  std::printf("hot_session_256_rate %.0f\n", median(one256));
  std::printf("sessions_256_rate %.0f\n", median(many256));
  return 0;
}
