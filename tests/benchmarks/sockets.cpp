/// What an idle WebSocket costs the server: its own resident memory with PARLEY_BENCH_SOCKETS open
/// (10,000), ten of a session, beside that with a tenth of them. What the kernel keeps for a socket
/// is not in it.
#include "bench.hpp"
#include "harness/reader_pool.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

using namespace parley;
using namespace parley::benchmarks;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t of_a_session = 10;
constexpr auto settled = 20s;  ///< more than a heartbeat takes, and than memory freed is kept

std::string name_of(std::size_t i) { return "bench-" + std::to_string(i / of_a_session); }

struct measured {
  e2e::running_server& server;
  e2e::reader_pool& pool;

  /// With so many open, after all was quiet for a while.
  double bytes(std::size_t sockets) {
    for (auto i = pool.readers().size(); i < sockets; ++i)
      pool.add(e2e::live_reader::kind::web_socket, name_of(i));
    if (!pool.run_until([&] { return pool.open() == sockets; }, 300s)) return 0;
    const auto start = steady::now();
    pool.run_until([&] { return steady::now() - start > settled; }, 60s);
    return static_cast<double>(e2e::resident_bytes(server.child().id()));
  }
};

}  // namespace

int main() {
  const auto sockets = static_cast<std::size_t>(setting("PARLEY_BENCH_SOCKETS", 10000));
  if (e2e::raise_file_limit() < sockets + 200) {
    std::fprintf(stderr, "ulimit -n must allow %zu open files\n", sockets + 200);
    return 1;
  }
  const auto many = std::to_string(4 * sockets);
  scratch dir{"sockets"};
  e2e::running_server server(dir.uri("live.db"),
                             {"--limits.connections", many, "--streams.subscribers", many});
  e2e::rest api(server.url());
  for (std::size_t i = 0; i < sockets; i += of_a_session)
    if (api.post("/sessions", {{"session_id", name_of(i)}}).status != 201) return 1;
  e2e::reader_pool pool;
  pool.serve_at(server.url());
  measured m{server, pool};
  const auto some = m.bytes(sockets / 10);
  const auto all = m.bytes(sockets);
  if (some == 0 || all == 0 || pool.connects() != sockets) {
    std::fprintf(stderr, "not all were opened: %s\n", pool.mistake().c_str());
    return 1;
  }
  std::printf("sockets %zu\nserver_mib %.1f\nbytes_per_idle_socket %.0f\n", sockets, all / 1048576,
              (all - some) / static_cast<double>(sockets - sockets / 10));
  return 0;
}
