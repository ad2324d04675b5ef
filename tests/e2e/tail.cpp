#define CAF_SUITE e2e_tail
#include <csignal>
#include <sstream>

#include "caf/test/unit_test.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

using namespace parley;
using namespace std::chrono_literals;

namespace {

std::vector<std::int64_t> seqs_of(const std::string& lines) {
  std::vector<std::int64_t> seqs;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);)
    seqs.push_back(domain::json::parse(line).at("seq").get<std::int64_t>());
  return seqs;
}

struct followed {
  e2e::scratch_folder files;
  e2e::running_server server{files.store()};
  e2e::rest api{server.url()};

  followed() { api.post("/sessions", {{"session_id", "s"}}); }

  void say(const std::string& text) {
    CAF_CHECK_EQUAL(api.post("/sessions/s/messages", {{"role", "user"}, {"content", text}}).status,
                    201);
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_tail, followed)

CAF_TEST(the newest messages and no more) {
  for (int i = 1; i <= 5; ++i) say("m" + std::to_string(i));
  const auto end =
      e2e::run({"tail", "s", "--server", server.url(), "--messages", "2", "--once", "--json"});
  CAF_CHECK_EQUAL(end.code, 0);
  CAF_CHECK((seqs_of(end.out) == std::vector<std::int64_t>{4, 5}));
  const auto all = e2e::run({"tail", "s", "--server", server.url(), "--once"});
  CAF_CHECK(all.out.find("#1 user (user)") != std::string::npos);
  CAF_CHECK(all.out.find("m5") != std::string::npos);
}

CAF_TEST(it follows until it is stopped) {
  say("before");
  e2e::process tail({"tail", "s", "--server", server.url(), "--every", "50", "--json"}, {});
  CAF_REQUIRE(!tail.wait_for_line("before", 20s).empty());
  say("after");
  CAF_REQUIRE(!tail.wait_for_line("after", 20s).empty());
  tail.signal(SIGINT);
  const auto end = tail.wait();
  CAF_CHECK_EQUAL(end.code, 0);
  CAF_CHECK((seqs_of(end.out) == std::vector<std::int64_t>{1, 2}));
}

CAF_TEST(a server that goes away is no silence) {
  e2e::process tail({"tail", "s", "--server", server.url(), "--every", "50"}, {});
  say("x");
  CAF_REQUIRE(!tail.wait_for_line("x", 20s).empty());
  server.kill_hard();
  const auto end = tail.wait();
  CAF_CHECK_EQUAL(end.code, 5);
  CAF_CHECK(!end.err.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
