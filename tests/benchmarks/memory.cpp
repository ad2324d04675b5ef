/// Resident bytes per idle live session with a tail of 4 messages.
#include <unistd.h>
#include <caf/all.hpp>
#include <fstream>

#include "live.hpp"

using namespace parley;
using namespace parley::benchmarks;

namespace {

std::int64_t resident_bytes() {
  std::int64_t pages = 0, resident = 0;
  std::ifstream{"/proc/self/statm"} >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace

int main() {
  const auto sessions = static_cast<std::size_t>(setting("PARLEY_BENCH_SESSIONS", 20000));
  scratch dir{"memory"};
  live_node node{dir.uri("live.db"), 100};
  caf::scoped_actor self{node.node().system()};
  const auto before = resident_bytes();
  for (std::size_t i = 100; i < 100 + sessions; ++i) {
    node.create(self, i);
    node.append(self, i, 4);
  }
  const auto each = static_cast<double>(resident_bytes() - before) / static_cast<double>(sessions);
  std::printf("sessions %zu\nbytes_per_idle_session %.0f\n", sessions, each);
  std::printf("of_which_text %d\n", 2 * (200 + 800));
  return 0;
}
