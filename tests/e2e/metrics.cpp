#define CAF_SUITE e2e_metrics
#include <chrono>

#include "caf/test/unit_test.hpp"
#include "frontends/actions/action_client.hpp"
#include "harness/event_stream.hpp"
#include "harness/metrics_page.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"
#include "redis/redis_server.hpp"

// The page of /metrics over a server that has done something of everything.

using namespace parley;
using e2e::json;
using e2e::metrics_page;
using tests::redis_server;

namespace {

const std::string sessions = "/v1/tenants/{tenant}/sessions";
const std::string messages = sessions + "/{session}/messages";

std::string series(const std::string& name, const std::string& labels = "") {
  return "parley_" + name + (labels.empty() ? "" : "{" + labels + "}");
}

json said(const std::string& text) { return {{"role", "user"}, {"content", text}}; }

/// Sessions, messages, a context, a summary, a move, an erasing, what is refused.
void use(e2e::rest& api) {
  CAF_CHECK_EQUAL(api.post("/sessions", {{"session_id", "a"}}).status, 201);
  CAF_CHECK_EQUAL(api.post("/sessions", {{"session_id", "b"}}).status, 201);
  for (int i = 0; i < 12; ++i)
    CAF_CHECK_EQUAL(api.post("/sessions/a/messages", said("A long story. And another.")).status,
                    201);
  CAF_CHECK_EQUAL(api.post("/sessions/a/messages", {{"role", "user"}, {"content", 1}}).status, 400);
  CAF_CHECK_EQUAL(api.post("/sessions/a/messages", {{"secret of mine", 1}}).status, 400);
  CAF_CHECK_EQUAL(
      api.post("/sessions", {{"session_type", "user_to_agent"},
                             {"participants", json::array({json{{"participant_id", "u"}}})}})
          .status,
      400);
  CAF_CHECK_EQUAL(api.get("/sessions/a/context").status, 200);
  CAF_CHECK_EQUAL(api.post("/sessions/a/summarize", {{"wait", true}, {"round", 6}}).status, 200);
  CAF_CHECK_EQUAL(api.post("/migration/sessions/b", json::object()).status, 200);
  CAF_CHECK_EQUAL(api.get("/sessions/nobody").status, 404);
  CAF_CHECK_EQUAL(api.get("/no%22such%01/route").status, 404);
  CAF_CHECK_EQUAL(api.post("/sessions", {{"session_id", "gone"}}).status, 201);
  CAF_CHECK_EQUAL(api.post("/sessions/gone/messages", said("x")).status, 201);
  CAF_CHECK_EQUAL(api.erase("/sessions/gone").status, 200);
}

/// Asks again until the page has the value, for some things are counted a moment later.
metrics_page page_with(const std::string& url, const std::string& name, double value) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  do {
    auto page = metrics_page::of(url);
    if (page.value(name) == value) return page;
  } while (std::chrono::steady_clock::now() < until);
  CAF_ERROR("no " << name << " " << value);
  return metrics_page::of(url);
}

/// What the tool of Prometheus says to it; empty: nothing.
std::string lint(const metrics_page& page) {
  const auto run = [](const std::vector<std::string>& words, const std::string& input) {
    e2e::process tool("/usr/bin/env", words, {.environment = {}, .input = input, .folder = {}});
    return tool.wait();
  };
  if (run({"promtool", "--version"}, "").code != 0) {
    CAF_MESSAGE("SKIPPED: promtool is not installed (prometheus)");
    return {};
  }
  // It takes the name for a kind of metric; a summary is what it measures.
  const std::string known =
      "parley_summary_seconds metric name should not include type 'summary'\n";
  const auto end = run({"promtool", "check", "metrics"}, page.text());
  auto said = end.out + end.err;
  if (const auto at = said.find(known); at != std::string::npos) said.erase(at, known.size());
  constexpr int found_something = 3;
  return end.code == found_something ? said : "it ends with " + std::to_string(end.code) + said;
}

}  // namespace

CAF_TEST(every_name_is_there_and_the_tool_of_prometheus_finds_nothing) {
  if (!redis_server::program()) {
    CAF_MESSAGE(tests::no_redis);
    return;
  }
  redis_server redis;
  e2e::scratch_folder files;
  e2e::running_server server(files.store(),
                             {"--archive.uri", files.store("old.db"), "--migration.interval_s", "0",
                              "--actions.redis", redis.uri(), "--actions.lease_s", "1"});
  e2e::rest api(server.url());
  use(api);
  tests::action_client client{redis.uri()};
  CAF_CHECK(client.call("conversation.create", {{"session_id", "s"}})["ok"] == true);
  CAF_CHECK(client.call("conversation.create", {{"session_id", "no id"}})["ok"] == false);
  CAF_CHECK(client.call("no.such_type", json::object())["ok"] == false);
  client.send_text("{no action");
  e2e::event_stream follower{server.url(), "/v1/tenants/default/sessions/a/events"};
  CAF_CHECK_EQUAL(follower.status(), 200);

  page_with(server.url(), series("tasks_total", R"(kind="purge",state="done")"), 1);
  page_with(server.url(), series("actions_total", R"(type="other",result="dead")"), 1);
  const auto page = page_with(server.url(), series("mailbox_depth"), 0);
  CAF_CHECK_EQUAL(page.content_type(), "text/plain; version=0.0.4; charset=utf-8");
  const std::map<std::string, std::string> names{{"sessions_live", "gauge"},
                                                 {"sessions_created_total", "counter"},
                                                 {"messages_appended_total", "counter"},
                                                 {"append_seconds", "histogram"},
                                                 {"context_seconds", "histogram"},
                                                 {"validation_errors_total", "counter"},
                                                 {"summaries_total", "counter"},
                                                 {"summary_seconds", "histogram"},
                                                 {"migration_moved_total", "counter"},
                                                 {"migration_failed_total", "counter"},
                                                 {"migration_lag_seconds", "gauge"},
                                                 {"actions_total", "counter"},
                                                 {"tasks_total", "counter"},
                                                 {"mailbox_depth", "gauge"},
                                                 {"store_commit_seconds", "histogram"},
                                                 {"store_commit_messages", "histogram"},
                                                 {"http_request_seconds", "histogram"},
                                                 {"stream_subscribers", "gauge"},
                                                 {"stream_dropped_total", "counter"}};
  std::map<std::string, std::string> expected;
  for (const auto& [name, type] : names) expected["parley_" + name] = type;
  CAF_CHECK(page.types() == expected);
  for (const auto& [name, type] : page.types()) {
    CAF_MESSAGE(name);
    CAF_CHECK(page.text().find("# HELP " + name + " ") != std::string::npos);
  }

  const struct {
    std::string series;
    double value;
  } exact[] = {
      {series("sessions_created_total"), 4},
      {series("messages_appended_total"), 13},
      {series("append_seconds_count"), 13},
      {series("append_seconds_bucket", "le=\"+Inf\""), 13},
      {series("context_seconds_count"), 1},
      {series("validation_errors_total", "field=\"content\""), 1},
      {series("validation_errors_total", "field=\"participants[].participant_type\""), 1},
      {series("validation_errors_total", "field=\"session_id\""), 1},
      {series("validation_errors_total", "field=\"action_type\""), 1},
      {series("summaries_total", "result=\"made\""), 1},
      {series("summaries_total", "result=\"failed\""), 0},
      {series("summary_seconds_count"), 1},
      {series("migration_moved_total"), 1},
      {series("migration_failed_total"), 0},
      {series("actions_total", R"(type="conversation.create",result="done")"), 1},
      {series("actions_total", R"(type="conversation.create",result="failed")"), 1},
      {series("actions_total", R"(type="other",result="failed")"), 1},
      {series("http_request_seconds_count", "route=\"" + messages + "\",status=\"201\""), 13},
      {series("http_request_seconds_count", "route=\"" + messages + "\",status=\"400\""), 2},
      {series("http_request_seconds_count", R"(route="other",status="404")"), 1},
      {series("stream_subscribers"), 1},
      {series("mailbox_depth"), 0},
  };
  for (const auto& [name, value] : exact) {
    CAF_MESSAGE(name);
    CAF_CHECK_EQUAL(page.value(name).value_or(-1), value);
  }
  CAF_CHECK(page.value(series("store_commit_messages_sum")).value_or(0) >= 13);
  CAF_CHECK(page.value(series("append_seconds_sum")).value_or(0) > 0);
  // What somebody sent is nowhere.
  for (const auto* secret : {"secret of mine", "nobody", "no%22such", "no.such_type", "A long"})
    CAF_CHECK(page.text().find(secret) == std::string::npos);
  CAF_CHECK_EQUAL(lint(page), "");
}

CAF_TEST(labels_do_not_grow_with_what_is_asked_for) {
  e2e::scratch_folder files;
  e2e::running_server server(files.store());
  e2e::rest api(server.url());
  metrics_page::of(server.url());
  const auto before = metrics_page::of(server.url()).labels("route");
  for (int i = 0; i < 50; ++i) {
    const auto name = "x" + std::to_string(i);
    api.get("/" + name);
    api.get("/sessions/" + name);
    api.get("/sessions?" + name + "=1");
    api.post("/sessions", {{name, 1}});
  }
  const auto after = metrics_page::of(server.url());
  CAF_CHECK_EQUAL(after.labels("route").size(), before.size() + 3);
  CAF_CHECK_EQUAL(after.labels("field"), std::set<std::string>{"other"});
  CAF_CHECK_EQUAL(after.value(series("validation_errors_total", "field=\"other\"")).value_or(-1),
                  100);
}
