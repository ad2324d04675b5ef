#define CAF_SUITE e2e_stalled
#include <algorithm>
#include <iostream>

#include "caf/test/unit_test.hpp"
#include "harness/live_reader.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"
#include "harness/wire.hpp"
#include "storage/scale.hpp"

// Readers that never read while others write as fast as they can: the server's memory is what it
// was when their sockets were full. From PARLEY_TEST_SCALE=5 on there are 1,000 of them.

using namespace parley;
using e2e::live_reader;

namespace {

constexpr int sessions = 10;
constexpr int batch = 100;
constexpr std::int64_t message_bytes = 2000;

/// 20 MB a step, 2 MB a session.
void write_some(e2e::rest& api) {
  const domain::json message{{"role", "assistant"}, {"content", std::string(message_bytes, 'x')}};
  const domain::json body{{"messages", std::vector<domain::json>(batch, message)}};
  for (int i = 0; i < 10 * sessions; ++i)
    CAF_REQUIRE_EQUAL(
        api.post("/sessions/s" + std::to_string(i % sessions) + "/messages", body).status, 201);
}

}  // namespace

CAF_TEST(readers that never read cost no memory) {
  const int count = std::min(1000, tests::scaled(200));
  CAF_REQUIRE(e2e::raise_file_limit() > static_cast<std::size_t>(count) + 100);
  e2e::scratch_folder files;
  // So long that none is cut off meanwhile.
  e2e::running_server server(files.store(), {"--limits.send_ms", "600000"});
  e2e::rest api(server.url());
  for (int i = 0; i < sessions; ++i)
    CAF_REQUIRE_EQUAL(api.post("/sessions", {{"session_id", "s" + std::to_string(i)}}).status, 201);
  // Caches of the store and what is kept of the sessions.
  for (int i = 0; i < 6; ++i) write_some(api);
  std::vector<e2e::wire> stalled;
  for (int i = 0; i < count; ++i) {
    live_reader r(i % 2 == 0 ? live_reader::kind::sse : live_reader::kind::web_socket,
                  "s" + std::to_string(i / 2 % sessions));
    auto& one = stalled.emplace_back(server.url(), 4096);
    CAF_REQUIRE(one.send(r.begin()));
    const auto status = e2e::status_of(one.take_head());
    CAF_REQUIRE(status == 200 || status == 101);
  }
  for (int i = 0; i < 3; ++i) write_some(api);
  const auto before = e2e::resident_bytes(server.child().id());
  for (int i = 0; i < 6; ++i) write_some(api);
  const auto after = e2e::resident_bytes(server.child().id());
  std::cerr << count << " readers: " << before / 1024 << " KiB, after 120 MB more " << after / 1024
            << " KiB\n";
  CAF_CHECK(after - before < 16 * 1024 * 1024);
}
