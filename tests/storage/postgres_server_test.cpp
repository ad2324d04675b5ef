#define CAF_SUITE postgres_server
#include "caf/test/unit_test.hpp"

#include <libpq-fe.h>

#include <memory>
#include <string>

#include "storage/pgbouncer_server.hpp"
#include "storage/postgres_server.hpp"
#include "storage/tcp_proxy.hpp"

// What other suites rely on when they test with a real server.

using namespace parley::tests;

namespace {

class client {
 public:
  explicit client(const std::string& uri) : connection_{PQconnectdb(uri.c_str()), PQfinish} {}

  bool is_connected() const { return PQstatus(connection_.get()) == CONNECTION_OK; }

  /// The first value; `lost` without an answer.
  std::string ask(const std::string& sql) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> found{
        PQexec(connection_.get(), sql.c_str()), PQclear};
    const auto state = PQresultStatus(found.get());
    if (state == PGRES_COMMAND_OK) return "done";
    if (state != PGRES_TUPLES_OK || PQntuples(found.get()) == 0) return "lost";
    return PQgetvalue(found.get(), 0, 0);
  }

  void send(const std::string& sql) { PQsendQuery(connection_.get(), sql.c_str()); }
  bool has_answer() {
    PQconsumeInput(connection_.get());
    return PQisBusy(connection_.get()) == 0;
  }

 private:
  std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

postgres_server* server() {
  auto* found = shared_postgres();
  if (!found) CAF_MESSAGE(no_postgres);
  return found;
}

}  // namespace

CAF_TEST(databases_are_empty_and_their_role_is_no_superuser) {
  auto* s = server();
  if (!s) return;
  const auto a = s->fresh();
  client c{s->uri(a)};
  CAF_CHECK_EQUAL(c.ask("SHOW is_superuser"), "off");
  CAF_CHECK_EQUAL(c.ask("CREATE TABLE t (x int)"), "done");
  CAF_CHECK_EQUAL(s->run(a, "INSERT INTO t VALUES (1), (2); SELECT x, x + 1 FROM t"), "1|2\n2|3");
  c = client{""};
  const auto b = s->fresh(a);
  CAF_CHECK_EQUAL(client{s->uri(b)}.ask("SELECT count(*) FROM t"), "2");
  CAF_CHECK_EQUAL(client{s->uri(s->fresh())}.ask("SELECT count(*) FROM t"), "lost");
  s->drop(a);
  CAF_CHECK(!client{s->uri(a)}.is_connected());
}

CAF_TEST(a_password_is_asked_for) {
  auto* s = server();
  if (!s) return;
  const auto at = "@127.0.0.1:" + std::to_string(s->port()) + "/postgres";
  CAF_CHECK(client{"postgres://locked:open%20sesame" + at}.is_connected());
  CAF_CHECK(!client{"postgres://locked:open" + at}.is_connected());
}

CAF_TEST(what_was_committed_survives_a_kill) {
  if (!server()) return;
  postgres_server own{postgres_server::durability::full};
  const auto name = own.fresh();
  client c{own.uri(name)};
  CAF_CHECK_EQUAL(c.ask("CREATE TABLE t (x int)"), "done");
  own.kill9();
  CAF_CHECK_EQUAL(c.ask("SELECT 1"), "lost");
  own.start();
  CAF_CHECK_EQUAL(client{own.uri(name)}.ask("SELECT count(*) FROM t"), "0");
  own.restart();
  CAF_CHECK_EQUAL(client{own.uri(name)}.ask("SHOW fsync"), "on");
}

CAF_TEST(the_proxy_cuts_and_stalls_and_loses_answers) {
  auto* s = server();
  if (!s) return;
  tcp_proxy between{s->port()};
  const auto name = s->fresh();
  const auto uri = s->uri(name, between.port());
  client c{uri};
  CAF_CHECK_EQUAL(c.ask("CREATE TABLE t (x int)"), "done");
  between.cut();
  CAF_CHECK_EQUAL(c.ask("SELECT 1"), "lost");
  c = client{uri};
  CAF_CHECK_EQUAL(c.ask("SELECT 1"), "1");
  CAF_CHECK_EQUAL(between.connections(), 2);

  between.stall(true);
  c.send("SELECT 7");
  CAF_CHECK_EQUAL(s->run(name, "SELECT count(*) FROM t"), "0");
  CAF_CHECK(!c.has_answer());
  between.stall(false);
  CAF_CHECK_EQUAL(c.ask("SELECT 8"), "8");

  between.lose_answer_to("INSERT");
  CAF_CHECK_EQUAL(c.ask("SELECT 9"), "9");
  CAF_CHECK(!between.has_lost_answer());
  CAF_CHECK_EQUAL(c.ask("INSERT INTO t VALUES (1)"), "lost");
  CAF_CHECK(between.has_lost_answer());
  CAF_CHECK_EQUAL(s->run(name, "SELECT count(*) FROM t"), "1");
  CAF_CHECK_EQUAL(client{uri}.ask("SELECT 1"), "1");
  between.refuse(true);
  CAF_CHECK(!client{uri}.is_connected());
}

CAF_TEST(the_pooler_goes_between) {
  auto* s = server();
  if (!s) return;
  if (!pgbouncer_server::is_installed()) {
    CAF_MESSAGE(no_pgbouncer);
    return;
  }
  pgbouncer_server pooler{s->port()};
  const auto uri = s->uri(s->fresh(), pooler.port());
  client a{uri};
  CAF_CHECK_EQUAL(a.ask("SELECT 1"), "1");
  pooler.kill9();
  CAF_CHECK_EQUAL(a.ask("SELECT 1"), "lost");
  pooler.start();
  CAF_CHECK_EQUAL(client{uri}.ask("SELECT 2"), "2");
}
