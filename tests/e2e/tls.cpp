#define CAF_SUITE e2e_tls
#include <csignal>
#include <filesystem>

#include "caf/test/unit_test.hpp"
#include "harness/event_stream.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"
#include "harness/web_socket.hpp"
#include "models/certificates.hpp"

// The program with TLS: what it says of its files, whom it convinces, what goes over it, and how
// they are renewed.

using namespace parley;
using namespace std::chrono_literals;
using std::string;

namespace {

constexpr const char* names = "DNS:localhost,IP:127.0.0.1";

bool contains(const string& text, const string& part) { return text.find(part) != string::npos; }

struct world {
  tests::authority first{"First authority"};
  tests::authority second{"Second authority"};
  e2e::scratch_folder files;

  string ca(const tests::authority& of) const {
    const string name = &of == &first ? "first.pem" : "second.pem";
    return files.write(name, of.certificate());
  }

  void put(const tests::identity& one) const {
    files.write("cert.pem", one.certificate);
    files.write("key.pem", one.key);
    std::filesystem::permissions(files.file("key.pem"), std::filesystem::perms::owner_read |
                                                            std::filesystem::perms::owner_write);
  }

  std::vector<string> flags() const {
    return {"--http.tls_cert", files.file("cert.pem"), "--http.tls_key", files.file("key.pem")};
  }

  e2e::finished curl(const string& url, const string& ca_file) const {
    e2e::process child("/usr/bin/curl",
                       {"-sS", "--max-time", "20", "--cacert", ca_file, "-w", "%{http_version}",
                        url + "/v1/tenants/default/sessions"},
                       {});
    return child.wait();
  }
};

/// After a SIGHUP the log has so many lines with the text.
bool comes_to_say(e2e::process& child, const string& text, int times) {
  for (int i = 0; i < 2000; ++i) {
    const auto log = child.err();
    int found = 0;
    for (auto at = log.find(text); at != string::npos; at = log.find(text, at + 1)) ++found;
    if (found >= times) return true;
    if (child.ends_within(10ms)) return false;
  }
  return false;
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(tls_tests, world)

CAF_TEST(everybody gets in who trusts its authority) {
  put(first.sign(names));
  e2e::running_server server(files.store(), flags());
  CAF_CHECK(server.url().starts_with("https://127.0.0.1:"));
  CAF_CHECK(contains(server.child().err(), "certificate read"));
  CAF_CHECK(!contains(server.child().err(), "warning="));
  e2e::rest api(server.url(), "default", "", ca(first));
  CAF_CHECK_EQUAL(api.post("/sessions", {{"session_id", "s"}}).status, 201);

  const auto fetched = curl(server.url(), ca(first));
  CAF_CHECK_EQUAL(fetched.code, 0);
  CAF_CHECK(contains(fetched.out, "\"s\""));
  CAF_CHECK(fetched.out.ends_with("1.1"));
  CAF_CHECK_EQUAL(curl(server.url(), ca(second)).code, 60);

  const auto port = server.url().substr(server.url().rfind(':'));
  for (const string& url : {server.url(), "https://localhost" + port}) {
    const auto listed = e2e::run({"sessions", "--server", url, "--ca-file", ca(first)});
    CAF_CHECK_EQUAL(listed.code, 0);
    CAF_CHECK(contains(listed.out, "s"));
  }
  e2e::process::options told;
  told.environment = {{"PARLEY_CA_FILE", ca(first)}};
  CAF_CHECK_EQUAL(e2e::run({"sessions", "--server", server.url()}, told).code, 0);

  const auto refused = e2e::run({"sessions", "--server", server.url(), "--ca-file", ca(second)});
  CAF_CHECK_EQUAL(refused.code, 5);
  CAF_CHECK(contains(refused.err, "certificate verify failed"));
  CAF_CHECK_EQUAL(e2e::run({"sessions", "--server", server.url()}).code, 5);
  const auto plain = e2e::run({"sessions", "--server", "http://127.0.0.1" + port});
  CAF_CHECK_EQUAL(plain.code, 2);
  CAF_CHECK(contains(plain.err, "https://"));
  CAF_CHECK_EQUAL(server.stop().code, 0);
}

CAF_TEST(streams and sockets are encrypted too) {
  put(first.sign(names));
  e2e::running_server server(files.store(), flags());
  e2e::rest api(server.url(), "default", "", ca(first));
  CAF_CHECK_EQUAL(api.post("/sessions", {{"session_id", "s"}}).status, 201);
  const string path = "/v1/tenants/default/sessions/s";
  e2e::web_socket socket(server.url(), path + "/ws?from=0");
  CAF_REQUIRE_EQUAL(socket.status(), 101);
  e2e::event_stream events(server.url(), path + "/events?from=0");
  e2e::event_stream all(server.url(), "/v1/tenants/default/events?from=0");
  // More than a record of TLS has.
  const string text(40'000, 'x');
  for (int i = 1; i <= 5; ++i) {
    const auto said = socket.ask({{"op", "append"}, {"role", "user"}, {"content", text}});
    CAF_CHECK_EQUAL(said["result"]["seq"].get<int>(), i);
    CAF_CHECK(socket.next_event()["data"]["content"] == text);
    for (auto* reader : {&events, &all}) {
      const auto e = reader->next();
      CAF_REQUIRE(e);
      CAF_CHECK(e->data["data"]["content"] == text);
    }
  }
  CAF_CHECK_EQUAL(server.stop().code, 0);
  CAF_CHECK_EQUAL(socket.closed_with(), 1001);
}

CAF_TEST(files that cannot be used are said at the start) {
  put(first.sign(names));
  const auto other = files.write("other.pem", second.sign(names).key);
  const struct {
    const char* what;
    std::vector<string> flags;
    const char* says;
  } table[] = {
      {"no key", {"--http.tls_cert", files.file("cert.pem")}, "http.tls_key"},
      {"no certificate", {"--http.tls_key", files.file("key.pem")}, "http.tls_cert"},
      {"a missing file",
       {"--http.tls_cert", files.file("no"), "--http.tls_key", files.file("key.pem")},
       "No such file"},
      {"the key of another",
       {"--http.tls_cert", files.file("cert.pem"), "--http.tls_key", other},
       "not that of"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.what);
    std::vector<string> all{"serve", "--store", "memory:", "--http.port", "0"};
    all.insert(all.end(), row.flags.begin(), row.flags.end());
    const auto end = e2e::run(all);
    CAF_CHECK_EQUAL(end.code, 2);
    CAF_CHECK(contains(end.err, row.says));
    CAF_CHECK(!contains(end.out, "listening"));
  }
}

CAF_TEST(a key that everybody may read is warned of) {
  put(first.sign(names));
  std::filesystem::permissions(files.file("key.pem"), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  e2e::running_server server("memory:", flags());
  CAF_CHECK(contains(server.child().err(), "may read or write the private key"));
}

CAF_TEST(a hangup renews the certificate) {
  put(first.sign(names));
  e2e::running_server server("memory:", flags());
  e2e::rest open(server.url(), "default", "", ca(first));
  CAF_CHECK_EQUAL(open.get("/sessions").status, 200);

  put(second.sign(names));
  server.child().signal(SIGHUP);
  CAF_REQUIRE(comes_to_say(server.child(), "certificate read", 2));
  CAF_CHECK_EQUAL(e2e::rest(server.url(), "default", "", ca(second)).get("/sessions").status, 200);
  CAF_CHECK_EQUAL(e2e::rest(server.url(), "default", "", ca(first)).get("/sessions").status, 0);
  CAF_CHECK_EQUAL(open.get("/sessions").status, 200);

  files.write("key.pem", first.sign(names).key);
  server.child().signal(SIGHUP);
  CAF_REQUIRE(comes_to_say(server.child(), "certificate not renewed", 1));
  CAF_CHECK_EQUAL(e2e::rest(server.url(), "default", "", ca(second)).get("/sessions").status, 200);
  CAF_CHECK_EQUAL(server.stop().code, 0);
}

CAF_TEST(a hangup does not end a server without TLS) {
  e2e::running_server server("memory:");
  server.child().signal(SIGHUP);
  CAF_CHECK_EQUAL(e2e::rest(server.url()).get("/sessions").status, 200);
  CAF_CHECK_EQUAL(server.stop().code, 0);
}

CAF_TEST(options that do not fit) {
  CAF_CHECK_EQUAL(e2e::run({"sessions", "--store", "memory:", "--ca-file", "x"}).code, 2);
  const auto missing =
      e2e::run({"sessions", "--server", "https://127.0.0.1:1", "--ca-file", files.file("none")});
  CAF_CHECK_EQUAL(missing.code, 2);
  CAF_CHECK(contains(missing.err, "none"));
}

CAF_TEST_FIXTURE_SCOPE_END()
