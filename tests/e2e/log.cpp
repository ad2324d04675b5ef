#define CAF_SUITE e2e_log
#include <algorithm>
#include <csignal>
#include <sstream>

#include "caf/test/unit_test.hpp"
#include "frontends/http/transport/client.hpp"
#include "harness/ready.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

// What a server writes down of requests, and what not.

using namespace parley;
using e2e::json;
using texts = std::vector<std::string>;

namespace {

/// Every line is one JSON object of printable ASCII.
std::vector<json> lines_of(const std::string& log) {
  std::vector<json> all;
  std::istringstream lines{log};
  for (std::string line; std::getline(lines, line);) {
    CAF_MESSAGE(line);
    CAF_CHECK(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; }));
    all.push_back(json::parse(line, nullptr, false));
    CAF_CHECK(all.back().is_object());
    for (const auto* name : {"at", "level", "event"}) CAF_CHECK(all.back().contains(name));
  }
  return all;
}

struct talkative {
  e2e::scratch_folder files;

  /// What a server with these options has written, in JSON, when it has answered the requests.
  template <class Requests>
  std::vector<json> written(texts options, Requests requests) {
    options.insert(options.end(), {"--log.format", "json"});
    e2e::running_server server(files.store(), options);
    auto client = frontends::http::transport::client::open(server.url());
    requests(*client);
    return lines_of(server.stop().err);
  }
};

std::vector<json> events(const std::vector<json>& lines, const std::string& event) {
  std::vector<json> found;
  for (const auto& line : lines)
    if (line["event"] == event) found.push_back(line);
  return found;
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_log, talkative)

CAF_TEST(a_request_is_a_line_without_what_was_said) {
  const std::string sessions = "/v1/tenants/acme/sessions";
  const auto lines = written({"--log.requests", "on"}, [&](auto& client) {
    client.call("POST", sessions,
                {{"Content-Type", "application/json"}, {"X-Request-Id", "mine-1"}},
                R"({"session_id": "hidden-name"})");
    client.call("GET", sessions + "?user=hidden-value", {{"X-Request-Id", "mine-2"}});
    client.call("POST", sessions + "/hidden-name/messages", {{"Content-Type", "application/json"}},
                R"({"role": "user", "content": "hidden-text"})");
    client.call("GET", "/hidden%0apath", {{"X-Request-Id", "mine-3"}});
    client.call("BREW", sessions, {{"X-Request-Id", "mine-4"}});
  });
  const auto requests = events(lines, "request");
  const struct {
    std::string method, route, status, request_id;
  } table[] = {{"POST", "/v1/tenants/{tenant}/sessions", "201", "mine-1"},
               {"GET", "/v1/tenants/{tenant}/sessions", "200", "mine-2"},
               {"POST", "/v1/tenants/{tenant}/sessions/{session}/messages", "201", ""},
               {"GET", "other", "404", "mine-3"},
               {"BREW", "other", "405", "mine-4"}};
  CAF_REQUIRE_EQUAL(requests.size(), std::size(table));
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto& line = requests[i];
    CAF_MESSAGE(line.dump());
    CAF_CHECK_EQUAL(line["method"], table[i].method);
    CAF_CHECK_EQUAL(line["route"], table[i].route);
    CAF_CHECK_EQUAL(line["status"], table[i].status);
    if (!table[i].request_id.empty()) CAF_CHECK_EQUAL(line["request_id"], table[i].request_id);
    CAF_CHECK(!line["request_id"].get<std::string>().empty());
    CAF_CHECK(std::stod(line["ms"].get<std::string>()) >= 0);
    CAF_CHECK_EQUAL(line["level"], "info");
    CAF_CHECK_EQUAL(line.value("tenant", ""), i < 3 ? "acme" : "");
  }
  for (const auto& line : lines) CAF_CHECK(line.dump().find("hidden") == std::string::npos);
}

CAF_TEST(without_the_setting_only_failures_of_the_server_are_lines) {
  constexpr int asked = 200;
  const auto lines = written({"--search.index", "off"}, [&](auto& client) {
    client.call("GET", "/v1/tenants/acme/sessions/s");
    client.call("GET", "/nothing");
    for (int i = 0; i < asked; ++i)
      client.call("GET", "/v1/tenants/acme/search?q=hidden",
                  {{"X-Request-Id", "mine-" + std::to_string(i)}});
  });
  CAF_CHECK(events(lines, "request").empty());
  const auto failed = events(lines, "request failed");
  CAF_REQUIRE(failed.size() >= 20);
  CAF_CHECK(failed.size() < asked);
  std::size_t left_out = 0;
  for (const auto& line : failed) {
    CAF_CHECK_EQUAL(line["status"], "501");
    CAF_CHECK_EQUAL(line["code"], "not_implemented");
    CAF_CHECK_EQUAL(line["level"], "warning");
    CAF_CHECK_EQUAL(line["tenant"], "acme");
    CAF_CHECK(line["request_id"].get<std::string>().starts_with("mine-"));
    left_out += std::stoul(line.value("left_out", "0"));
  }
  CAF_CHECK(failed.size() + left_out <= asked);
  CAF_CHECK(std::ranges::none_of(
      lines, [](const json& line) { return line.dump().find("hidden") != std::string::npos; }));
}

CAF_TEST(a_server_that_drains_says_so_and_still_answers) {
  e2e::running_server server(files.store(), {"--health.drain_s", "8"});
  CAF_CHECK_EQUAL(e2e::ask_ready(server.url()).status, 200);
  server.child().signal(SIGTERM);
  auto now = e2e::ask_ready(server.url());
  while (now.status == 200) now = e2e::ask_ready(server.url());
  CAF_CHECK_EQUAL(now.status, 503);
  CAF_CHECK_EQUAL(now.body["status"], "stopping");
  CAF_CHECK_EQUAL(e2e::rest(server.url()).post("/sessions", {{"session_id", "s"}}).status, 201);
  CAF_CHECK_EQUAL(server.child().wait().code, 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
