#define CAF_SUITE e2e_serve
#include <csignal>

#include "caf/test/unit_test.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"

using namespace parley;
using namespace std::chrono_literals;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

CAF_TEST(the_ready_line_says_where_and_what) {
  e2e::scratch_folder files;
  e2e::running_server server(files.store());
  CAF_CHECK(server.ready_line().starts_with("parley 0."));
  CAF_CHECK(contains(server.ready_line(), "store " + files.store()));
  CAF_CHECK(contains(server.ready_line(), "loopback only"));
  CAF_CHECK_EQUAL(e2e::rest(server.url()).get("/sessions").status, 200);
}

CAF_TEST(both_signals_stop_it_cleanly_and_nothing_is_lost) {
  e2e::scratch_folder files;
  std::int64_t written = 0;
  for (const int number : {SIGINT, SIGTERM}) {
    e2e::running_server server(files.store());
    e2e::rest api(server.url());
    api.post("/sessions", {{"session_id", "kept"}});
    const auto history = api.history("kept");
    CAF_REQUIRE(history);
    CAF_CHECK_EQUAL(static_cast<std::int64_t>(history->size()), written);
    const auto appended = api.post("/sessions/kept/messages", {{"role", "user"}, {"content", "x"}});
    CAF_REQUIRE_EQUAL(appended.status, 201);
    ++written;
    server.child().signal(number);
    CAF_CHECK_EQUAL(server.child().wait().code, 0);
  }
}

CAF_TEST(a_store_has_one_owner) {
  e2e::scratch_folder files;
  e2e::running_server server(files.store());
  for (const char* command : {"serve", "sessions", "export"}) {
    CAF_MESSAGE(command);
    const auto end = e2e::run({command, "--store", files.store(), "--http.port", "0"});
    CAF_CHECK_EQUAL(end.code, 5);
    CAF_CHECK(contains(end.err, std::to_string(server.child().id())));
    CAF_CHECK(contains(end.err, "--server"));
  }
  // After a kill the lock is free: the kernel let go of it.
  server.kill_hard();
  CAF_CHECK_EQUAL(e2e::run({"sessions", "--store", files.store()}).code, 0);
}

CAF_TEST(a_port_that_is_taken) {
  e2e::scratch_folder files;
  e2e::running_server server(files.store());
  const auto port = server.url().substr(server.url().rfind(':') + 1);
  const auto end = e2e::run({"serve", "--store", "memory:", "--http.port", port});
  CAF_CHECK_EQUAL(end.code, 1);
  CAF_CHECK(contains(end.err, port));
}

CAF_TEST(settings_reach_the_server_in_their_order) {
  e2e::scratch_folder files;
  const struct {
    std::vector<std::string> flags;
    e2e::variables environment;
    std::int64_t limit;
  } table[] = {
      {{"--config", PARLEY_SOURCE_DIR "/config/parley.ini"}, {}, 1000},
      {{"--config", files.write("a.ini", "[limits]\nbatch_messages = 3\n")}, {}, 3},
      {{"--config", files.file("a.ini")}, {{"PARLEY_LIMITS_BATCH_MESSAGES", "2"}}, 2},
      {{"--config", files.file("a.ini"), "--limits.batch_messages", "1"},
       {{"PARLEY_LIMITS_BATCH_MESSAGES", "2"}},
       1},
  };
  for (const auto& entry : table) {
    e2e::process::options given;
    given.environment = entry.environment;
    e2e::running_server server("memory:", entry.flags, given);
    e2e::rest api(server.url());
    api.post("/sessions", {{"session_id", "s"}});
    auto batch_of = [](std::int64_t n) {
      e2e::json messages = e2e::json::array();
      for (std::int64_t i = 0; i < n; ++i) messages.push_back({{"role", "user"}, {"content", "x"}});
      return e2e::json{{"messages", messages}};
    };
    CAF_CHECK_EQUAL(api.post("/sessions/s/messages", batch_of(entry.limit)).status, 201);
    const auto refused = api.post("/sessions/s/messages", batch_of(entry.limit + 1)).status;
    CAF_CHECK(refused == 413 || refused == 400);
  }
}

CAF_TEST(commands_over_a_server_and_over_a_store_say_the_same) {
  e2e::scratch_folder files;
  std::vector<std::string> over_server;
  const std::vector<std::vector<std::string>> commands{{"sessions", "--json"},
                                                       {"sessions"},
                                                       {"show", "s2"},
                                                       {"show", "s2", "--json"},
                                                       {"sessions", "--limit", "1"},
                                                       {"sessions", "--all", "--user", "ada"},
                                                       {"export"},
                                                       {"export", "--format", "chat"}};
  {
    e2e::running_server server(files.store());
    e2e::rest api(server.url());
    for (const char* id : {"s1", "s2", "s3"}) {
      CAF_CHECK_EQUAL(api.post("/sessions", {{"session_id", id}, {"user_id", "ada"}}).status, 201);
      api.post(std::string{"/sessions/"} + id + "/messages",
               {{"role", "user"}, {"content", "beep \x07 \xC2\x9B and more"}});
    }
    for (auto command : commands) {
      command.insert(command.end(), {"--server", server.url()});
      const auto end = e2e::run(command);
      CAF_CHECK_EQUAL(end.code, 0);
      over_server.push_back(end.out);
    }
    CAF_CHECK_EQUAL(e2e::run({"show", "s4", "--server", server.url()}).code, 3);
    CAF_CHECK_EQUAL(server.stop().code, 0);
  }
  for (std::size_t i = 0; i < commands.size(); ++i) {
    auto command = commands[i];
    command.insert(command.end(), {"--store", files.store()});
    const auto end = e2e::run(command);
    CAF_CHECK_EQUAL(end.code, 0);
    CAF_MESSAGE(command[0]);
    // The header line of an export tells when it was made.
    const bool dated = command[0] == "export" && command[1] != "--format";
    if (!dated) CAF_CHECK_EQUAL(end.out, over_server[i]);
  }
  CAF_CHECK(contains(over_server[1], "s3"));
  CAF_CHECK(!contains(over_server[4], "s1"));
  // What could move a terminal's cursor is shown, not sent.
  CAF_CHECK(contains(over_server[2], "beep \\x07 \\x9B"));
}
