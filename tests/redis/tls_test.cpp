#define CAF_SUITE redis_tls
#include <fstream>

#include "caf/test/unit_test.hpp"
#include "models/certificates.hpp"
#include "redis/connection.hpp"
#include "redis/failure.hpp"
#include "redis/redis_server.hpp"

using namespace parley;
using namespace parley::tests;

namespace {

/// A server with a certificate of an authority of its own.
struct fixture {
  authority trusted{"Test authority"};
  authority other{"Another authority"};
  scratch files;
  int port = free_port();

  std::string write(const std::string& name, const std::string& text) const {
    const auto path = files.path(name);
    std::ofstream{path} << text;
    give_to_child(path);
    return path;
  }

  std::vector<std::string> settings(const std::string& names, bool expired, bool ask_clients) {
    give_to_child(files.path(""));
    const auto own = trusted.sign(names, expired);
    return {"tls-port",         std::to_string(port),
            "tls-cert-file",    write("server.pem", own.certificate),
            "tls-key-file",     write("server.key", own.key),
            "tls-ca-cert-file", write("ca.pem", trusted.certificate()),
            "tls-auth-clients", ask_clients ? "yes" : "no"};
  }

  /// `ok`, or why there is no connection.
  std::string connect(const std::string& host, const std::string& parameters) const {
    const auto read =
        redis::read_uri("rediss://" + host + ":" + std::to_string(port) + "?" + parameters);
    if (!read) return read.error().text;
    try {
      redis::connection c{*read};
      const std::string large(5 << 20, 'x');
      redis::commands asked;
      for (int i = 0; i < 4; ++i) asked.add({"ECHO", large});
      for (const auto& each : c.exchange(asked))
        if (each.text() != large) return "wrong bytes";
      return c.usable() ? "ok" : "not usable";
    } catch (const redis::failure& f) {
      return f.is_lost() ? f.what() : "not lost";
    }
  }

  bool is_refused(const std::string& host, const std::string& parameters,
                  const std::string& because) const {
    const auto why = connect(host, parameters);
    CAF_MESSAGE(why);
    return why.find(because) != std::string::npos;
  }
};

bool is_missing() {
  if (redis_server::program()) return false;
  CAF_MESSAGE(no_redis);
  return true;
}

}  // namespace

CAF_TEST(certificates_and_names_are_checked) {
  if (is_missing()) return;
  fixture f;
  redis_server s{redis_server::durability::none, f.settings("IP:127.0.0.1", false, false)};
  const auto trusted = "cacert=" + f.files.path("ca.pem");
  CAF_CHECK_EQUAL(f.connect("127.0.0.1", trusted), "ok");
  CAF_CHECK(f.is_refused("127.0.0.1", "", "certificate"));
  CAF_CHECK(f.is_refused("127.0.0.1", "cacert=" + f.write("other.pem", f.other.certificate()),
                         "certificate"));
  CAF_CHECK(f.is_refused("localhost", trusted, "certificate: hostname mismatch"));
  CAF_CHECK(f.is_refused("127.0.0.1", "cacert=/nowhere.pem", "cacert"));
  // One that speaks no TLS.
  f.port = s.port();
  CAF_CHECK(f.is_refused("127.0.0.1", trusted + "&connect_ms=300", ""));
}

CAF_TEST(expired_certificates_are_refused) {
  if (is_missing()) return;
  fixture f;
  redis_server s{redis_server::durability::none, f.settings("DNS:localhost", true, false)};
  CAF_CHECK(f.is_refused("localhost", "cacert=" + f.files.path("ca.pem"), "expired"));
}

CAF_TEST(clients_show_their_own_certificate) {
  if (is_missing()) return;
  fixture f;
  redis_server s{redis_server::durability::none, f.settings("DNS:localhost", false, true)};
  const auto trusted = "cacert=" + f.files.path("ca.pem");
  CAF_CHECK(f.is_refused("localhost", trusted, ""));
  CAF_CHECK(f.connect("localhost", trusted) != "ok");
  const auto own = f.trusted.sign("DNS:client");
  CAF_CHECK_EQUAL(f.connect("localhost", trusted + "&cert=" + f.write("own.pem", own.certificate) +
                                             "&key=" + f.write("own.key", own.key)),
                  "ok");
}
