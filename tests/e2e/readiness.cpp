#define CAF_SUITE e2e_readiness
#include <iostream>

#include "caf/test/unit_test.hpp"
#include "harness/ready.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"
#include "storage/postgres_server.hpp"
#include "storage/tcp_proxy.hpp"

// What /health/ready says while something that the server depends on goes away and comes back.

using namespace parley;
using namespace std::chrono_literals;
using e2e::ask_ready;
using e2e::wait_until;

namespace {

/// The deadline of a dependency is a second; without it the answer would take the store's own,
/// which are many.
constexpr auto in_time = 5000ms;

/// A database on a server that the test may stop, behind a proxy that it may stall.
struct away {
  tests::postgres_server server;
  tests::tcp_proxy proxy{server.port()};
  std::string uri = server.uri(server.fresh(), proxy.port());
};

bool has_postgres() {
  if (tests::postgres_server::programs()) return true;
  std::cerr << tests::no_postgres << "\n";
  return false;
}

}  // namespace

CAF_TEST(a_server_on_sqlite_names_what_it_asks) {
  e2e::scratch_folder files;
  e2e::running_server server(files.store(),
                             {"--archive.uri", files.store("old.db"), "--actions.redis",
                              "redis://ann:s3cret@127.0.0.1:1/0"});
  const auto now = ask_ready(server.url());
  CAF_CHECK_EQUAL(now.status, 200);
  CAF_CHECK_EQUAL(now.body["status"], "ready");
  CAF_CHECK_EQUAL(now.body["dependencies"].size(), 4u);
  CAF_CHECK_EQUAL(now.state_of("store"), "up");
  CAF_CHECK_EQUAL(now.state_of("search"), "up");
  CAF_CHECK_EQUAL(now.state_of("archive"), "up");
  // Nobody listens there: fewer things work, but it is ready.
  CAF_CHECK_EQUAL(now.state_of("actions"), "down unavailable");
  CAF_CHECK(now.body.dump().find("s3cret") == std::string::npos);
  CAF_CHECK(now.body.dump().find("127.0.0.1") == std::string::npos);
  for (const auto& one : now.body["dependencies"]) CAF_CHECK(one["ms"].get<double>() < 1500);
}

CAF_TEST(without_its_store_it_is_not_ready_and_then_it_is_again) {
  if (!has_postgres()) return;
  away database;
  e2e::running_server server(database.uri);
  CAF_CHECK_EQUAL(ask_ready(server.url()).status, 200);

  database.server.stop();
  auto now = wait_until(server.url(), "store", "down unavailable");
  CAF_CHECK_EQUAL(now.status, 503);
  CAF_CHECK_EQUAL(now.body["status"], "not_ready");
  CAF_CHECK(now.took < in_time);
  CAF_CHECK(now.body.dump().find("127.0.0.1") == std::string::npos);

  database.server.start();
  now = wait_until(server.url(), "store", "up");
  CAF_CHECK_EQUAL(now.status, 200);
  CAF_CHECK_EQUAL(e2e::rest(server.url()).post("/sessions", {{"session_id", "s"}}).status, 201);
}

CAF_TEST(a_store_that_says_nothing_does_not_hold_up_the_answer) {
  if (!has_postgres()) return;
  away database;
  e2e::running_server server(database.uri);
  CAF_CHECK_EQUAL(ask_ready(server.url()).status, 200);
  database.proxy.stall(true);
  auto now = wait_until(server.url(), "store", "down timeout");
  CAF_CHECK_EQUAL(now.status, 503);
  for (int i = 0; i < 3; ++i) {
    now = ask_ready(server.url());
    CAF_CHECK_EQUAL(now.status, 503);
    CAF_CHECK(now.took < in_time);
  }
  // Alive it is all the same.
  CAF_CHECK_EQUAL(ask_ready(server.url()).body["dependencies"].size(), 2u);
  database.proxy.stall(false);
  CAF_CHECK_EQUAL(wait_until(server.url(), "store", "up").status, 200);
}

CAF_TEST(without_its_archive_it_is_ready) {
  if (!has_postgres()) return;
  away database;
  e2e::scratch_folder files;
  e2e::running_server server(files.store(), {"--archive.uri", database.uri});
  CAF_CHECK_EQUAL(ask_ready(server.url()).state_of("archive"), "up");
  database.proxy.stall(true);
  auto now = wait_until(server.url(), "archive", "down timeout");
  CAF_CHECK_EQUAL(now.status, 200);
  CAF_CHECK_EQUAL(now.state_of("store"), "up");
  CAF_CHECK(now.took < in_time);
  database.proxy.stall(false);
  database.server.stop();
  now = wait_until(server.url(), "archive", "down unavailable");
  CAF_CHECK_EQUAL(now.status, 200);
  database.server.start();
  CAF_CHECK_EQUAL(wait_until(server.url(), "archive", "up").status, 200);
}

CAF_TEST(who_lost_its_store_is_not_ready) {
  if (!has_postgres()) return;
  away database;
  e2e::running_server first(database.uri);
  e2e::rest api(first.url());
  CAF_CHECK_EQUAL(api.post("/sessions", {{"session_id", "s"}}).status, 201);
  e2e::running_server second(database.uri);
  // It hears of it with the next commit.
  CAF_CHECK_EQUAL(api.post("/sessions/s/messages", {{"role", "user"}, {"content", "x"}}).status,
                  503);
  const auto now = ask_ready(first.url());
  CAF_CHECK_EQUAL(now.status, 503);
  CAF_CHECK_EQUAL(now.state_of("store"), "down unavailable");
  CAF_CHECK_EQUAL(ask_ready(second.url()).status, 200);
}
