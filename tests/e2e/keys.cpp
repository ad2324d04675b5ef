#define CAF_SUITE e2e_keys
#include <csignal>
#include <fstream>

#include "caf/test/unit_test.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"
#include "harness/web_socket.hpp"

// API keys as their users meet them.

using namespace parley;
using domain::json;
using e2e::answer;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

struct keyed {
  e2e::scratch_folder files;

  e2e::finished keys(std::vector<std::string> arguments, const std::string& key = "") {
    arguments.insert(arguments.begin(), "keys");
    e2e::process::options given;
    if (!key.empty()) given.environment["PARLEY_KEY"] = key;
    return e2e::run(arguments, given);
  }

  /// A key that is made while no server runs.
  std::string made(const std::string& role, const std::string& tenant = "default") {
    const auto end =
        keys({"create", "--role", role, "--tenant", tenant, "--store", files.store()});
    CAF_REQUIRE_EQUAL(end.code, 0);
    return first_line(end.out);
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(e2e_keys, keyed)

CAF_TEST(only with keys a server is open to others) {
  const auto refused = e2e::run(
      {"serve", "--store", files.store(), "--http.address", "0.0.0.0", "--http.port", "0"});
  CAF_CHECK_EQUAL(refused.code, 2);
  CAF_CHECK(contains(refused.err, "http.address") || contains(refused.err, "0.0.0.0"));
  CAF_CHECK(contains(refused.err, "parley keys create"));
  const auto admin = made("admin");
  e2e::running_server server(files.store(), {"--http.address", "0.0.0.0"});
  CAF_CHECK(!contains(server.ready_line(), "loopback only"));
  CAF_CHECK_EQUAL(e2e::rest(server.url()).get("/sessions").status, 401);
  CAF_CHECK_EQUAL(e2e::rest(server.url(), "default", admin).get("/sessions").status, 200);
  CAF_CHECK_EQUAL(e2e::rest(server.url(), "other", admin).get("/sessions").status, 403);
}

CAF_TEST(the first key that is made closes a running server) {
  e2e::running_server server(files.store());
  e2e::rest anyone(server.url());
  CAF_CHECK_EQUAL(anyone.get("/sessions").status, 200);
  const auto key = anyone.post("/keys", {{"role", "admin"}});
  CAF_REQUIRE_EQUAL(key.status, 201);
  CAF_CHECK_EQUAL(anyone.get("/sessions").status, 401);
  e2e::rest admin(server.url(), "default", key.body["token"].get<std::string>());
  CAF_CHECK_EQUAL(admin.get("/sessions").status, 200);
  // The last one that is revoked does not open it again.
  CAF_CHECK_EQUAL(admin.erase("/keys/" + key.body["key_id"].get<std::string>()).status, 200);
  CAF_CHECK_EQUAL(admin.get("/sessions").status, 401);
  CAF_CHECK_EQUAL(anyone.get("/sessions").status, 401);
  server.kill_hard();
  e2e::running_server again(files.store());
  CAF_CHECK_EQUAL(e2e::rest(again.url()).get("/sessions").status, 401);
}

CAF_TEST(what was acknowledged holds after a kill) {
  const auto admin = made("admin");
  std::string token;
  std::string revoked;
  {
    e2e::running_server server(files.store());
    e2e::rest api(server.url(), "default", admin);
    token = api.post("/keys", {{"role", "reader"}}).body["token"].get<std::string>();
    const auto gone = api.post("/keys", {{"role", "reader"}}).body;
    revoked = gone["token"].get<std::string>();
    CAF_CHECK_EQUAL(api.erase("/keys/" + gone["key_id"].get<std::string>()).status, 200);
    server.kill_hard();
  }
  e2e::running_server server(files.store());
  CAF_CHECK_EQUAL(e2e::rest(server.url(), "default", token).get("/sessions").status, 200);
  CAF_CHECK_EQUAL(e2e::rest(server.url(), "default", revoked).get("/sessions").status, 401);
}

CAF_TEST(keys from the terminal) {
  const auto admin = made("admin");
  const auto list = keys({"list", "--store", files.store()});
  CAF_CHECK(contains(list.out, "admin"));
  CAF_CHECK(!contains(list.out, admin));
  e2e::running_server server(files.store());
  const auto at = [&](std::vector<std::string> arguments, const std::string& key) {
    arguments.insert(arguments.end(), {"--server", server.url()});
    return keys(std::move(arguments), key);
  };
  CAF_CHECK_EQUAL(at({"list"}, "").code, 1);
  const auto bot = at({"create", "--role", "writer", "--name", "bot", "--json"}, admin);
  CAF_REQUIRE_EQUAL(bot.code, 0);
  const auto shown = json::parse(bot.out);
  CAF_CHECK_EQUAL(shown["name"].get<std::string>(), "bot");
  CAF_CHECK_EQUAL(at({"list"}, shown["token"]).code, 1);
  const auto file = files.write("key", admin + "\n");
  CAF_CHECK(contains(at({"list", "--key-file", file}, "").out, "bot"));
  CAF_CHECK_EQUAL(at({"list", "--key-file", files.file("none")}, admin).code, 2);
  CAF_CHECK(contains(at({"revoke", shown["key_id"]}, admin).out, "revoked at 20"));
  CAF_CHECK_EQUAL(at({"revoke", "aaaaaaaaaaaaaaaaaaaa"}, admin).code, 3);
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{}, {"make"}, {"create"}, {"revoke"}, {"list", "x"},
        {"list", "--role", "admin"}, {"create", "--role", "king"},
        {"create", "--role", "reader", "--expires", "2020-01-01T00:00:00Z"}})
    CAF_CHECK_EQUAL(at(wrong, admin).code, 2);
}

CAF_TEST(who operates the node makes the keys of every tenant) {
  const std::string token(40, 'o');
  const auto file = files.write("operator", token + "\n");
  const auto with = [&](const std::string& path) {
    return e2e::run({"serve", "--store", files.store("bad.db"), "--http.port", "0",
                     "--http.operator_key_file", path});
  };
  CAF_CHECK_EQUAL(with(files.file("none")).code, 2);
  CAF_CHECK_EQUAL(with(files.write("short", "abc\n")).code, 2);
  e2e::running_server server(files.store(), {"--http.operator_key_file", file, "--http.address",
                                             "0.0.0.0"});
  CAF_CHECK_EQUAL(e2e::rest(server.url()).get("/sessions").status, 401);
  const auto end =
      keys({"create", "--role", "admin", "--tenant", "acme", "--server", server.url()}, token);
  CAF_REQUIRE_EQUAL(end.code, 0);
  CAF_CHECK_EQUAL(e2e::rest(server.url(), "acme", first_line(end.out)).get("/sessions").status, 200);
  CAF_CHECK_EQUAL(e2e::rest(server.url(), "acme", token).get("/sessions").status, 403);
}

CAF_TEST(a socket does what its key may and ends with it) {
  const auto admin = made("admin");
  e2e::running_server server(files.store(), {"--streams.heartbeat_s", "1"});
  e2e::rest api(server.url(), "default", admin);
  CAF_REQUIRE_EQUAL(api.post("/sessions", {{"session_id", "s"}}).status, 201);
  const auto reader = api.post("/keys", {{"role", "reader"}}).body;
  const auto open = [&](const std::string& key) {
    return e2e::web_socket(server.url(), "/v1/tenants/default/sessions/s/ws",
                           {"Authorization: Bearer " + key});
  };
  CAF_CHECK_EQUAL(open("nothing").status(), 401);
  auto socket = open(reader["token"]);
  CAF_REQUIRE_EQUAL(socket.status(), 101);
  const json say{{"op", "append"}, {"role", "user"}, {"content", "hi"}};
  CAF_CHECK_EQUAL(socket.ask(say)["error"]["code"].get<std::string>(), "forbidden");
  CAF_CHECK(socket.ask({{"op", "ping"}})["ok"].get<bool>());
  CAF_CHECK(open(admin).ask(say)["ok"].get<bool>());
  CAF_CHECK_EQUAL(api.erase("/keys/" + reader["key_id"].get<std::string>()).status, 200);
  CAF_CHECK_EQUAL(socket.closed_with(), 4401);
}

CAF_TEST(acts are noted and secrets are nowhere) {
  const auto admin = made("admin");
  const auto audit = files.file("audit.log");
  std::string told;
  std::string token;
  {
    e2e::running_server server(files.store(),
                               {"--http.audit_log", audit, "--log.level", "trace"});
    e2e::rest api(server.url(), "default", admin);
    token = api.post("/keys", {{"role", "reader"}}).body["token"].get<std::string>();
    CAF_CHECK_EQUAL(api.erase("/users/ann").status, 200);
    CAF_CHECK_EQUAL(e2e::rest(server.url(), "default", token).erase("/users/ann").status, 403);
    CAF_CHECK_EQUAL(api.get("/export").status, 200);
    CAF_CHECK_EQUAL(api.get("/sessions").status, 200);
    told = server.stop().err;
  }
  std::ifstream lines(audit);
  std::vector<std::string> acts;
  for (std::string line; std::getline(lines, line);) {
    const auto act = json::parse(line);
    acts.push_back(act["act"].get<std::string>() + " " + act["status"].dump());
    CAF_CHECK(!act["by"].get<std::string>().empty());
    CAF_CHECK(!act["request_id"].get<std::string>().empty());
  }
  CAF_CHECK(acts == (std::vector<std::string>{"createKey 201", "eraseUser 200", "eraseUser 403",
                                              "exportTenant 200"}));
  CAF_CHECK_EQUAL(std::filesystem::status(audit).permissions(),
                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  for (const auto& secret : {admin, token}) {
    const auto hidden = secret.substr(secret.rfind('_'));
    CAF_CHECK(!contains(told, hidden));
    for (const auto& entry : std::filesystem::directory_iterator(files.path))
      if (entry.is_regular_file()) CAF_CHECK(!contains(e2e::read_file(entry.path()), hidden));
  }
  const auto bad = e2e::run({"serve", "--store", files.store("x.db"), "--http.port", "0",
                             "--http.audit_log", files.file("no/such/folder")});
  CAF_CHECK_EQUAL(bad.code != 0, true);
  CAF_CHECK(contains(bad.err, "http.audit_log"));
}

CAF_TEST(what a stranger uploads is not read) {
  const auto admin = made("admin");
  e2e::running_server server(files.store());
  e2e::wire stranger(server.url());
  stranger.send(
      "POST /v1/tenants/default/import HTTP/1.1\r\nHost: localhost\r\n"
      "Content-Type: application/x-ndjson\r\nContent-Length: 200000000\r\n\r\n{");
  const auto head = stranger.take_head();
  CAF_CHECK_EQUAL(e2e::status_of(head), 401);
  CAF_CHECK(contains(head, "WWW-Authenticate: Bearer"));
}

CAF_TEST(a tenant keeps to its quota) {
  e2e::running_server server(files.store(),
                             {"--limits.tenant_messages", "20", "--limits.tenant_sessions", "3"});
  e2e::rest api(server.url());
  e2e::rest other(server.url(), "other");
  int made = 0;
  const auto create = [&] {
    return api.post("/sessions", {{"session_id", "s" + std::to_string(made)}}).status;
  };
  while (made < 100'000 && create() == 201) ++made;
  CAF_CHECK(made >= 3 && made < 100'000);
  int said = 0;
  answer last;
  do last = api.post("/sessions/s0/messages", {{"role", "user"}, {"content", "x"}});
  while (last.status == 201 && ++said < 200'000);
  CAF_CHECK(said >= 20);
  CAF_CHECK_EQUAL(last.status, 429);
  CAF_CHECK_EQUAL(last.body["code"].get<std::string>(), "rate_limited");
  CAF_CHECK_EQUAL(api.get("/sessions/s0/messages").status, 200);
  CAF_CHECK_EQUAL(other.post("/sessions", {{"session_id", "a"}}).status, 201);
}

CAF_TEST_FIXTURE_SCOPE_END()
