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
    protocol::append_command command;
    for (std::uint64_t n = 0; n < 4; ++n) {
      command.messages.push_back(make_message(n));
      command.messages.back().body_digest = domain::body_digest(command.messages.back());
    }
    self->request(node.node().supervisor(), caf::infinite, protocol::append_atom_v, node.who(),
                  storage::session_ref{"default", live_node::name(i)}, std::move(command))
        .receive([](const protocol::append_reply&) {}, live_node::failed);
  }
  const auto each = static_cast<double>(resident_bytes() - before) / static_cast<double>(sessions);
  std::printf("sessions %zu\nbytes_per_idle_session %.0f\n", sessions, each);
  std::printf("of_which_text %d\n", 2 * (200 + 800));
  return 0;
}
