#define CAF_SUITE frontends_tls_files
#include <filesystem>

#include "caf/test/unit_test.hpp"
#include "frontends/tls/tls_world.hpp"

// Which files make a server with TLS, and what is said of the others.

using namespace parley::tests;
using parley::base::errc;
using std::string;

namespace {

struct fixture : tls_world {
  identity own = trusted.sign("DNS:localhost");
  identity other = trusted.sign("DNS:localhost");
};

bool contains(const string& text, const string& part) { return text.find(part) != text.npos; }

}  // namespace

CAF_TEST_FIXTURE_SCOPE(tls_files_tests, fixture)

CAF_TEST(files that cannot be used name the field and the file) {
  const auto cert = write("a.pem", own.certificate);
  const auto key = write("k.pem", own.key);
  const auto empty = write("empty.pem", "");
  const auto text = write("text.pem", "no certificate\n");
  const auto locked = write("locked.pem",
                            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGjMF8GCSqGSIb3DQEFDTBSMDEG\n"
                            "-----END ENCRYPTED PRIVATE KEY-----\n");
  const auto cut = write("cut.pem", own.certificate.substr(0, own.certificate.size() / 2));
  const struct {
    const char* what;
    string cert, key;
    const char* field;
    string says;
  } table[] = {
      {"no such certificate", files.path("none"), key, "tls_cert", "No such file"},
      {"a folder", files.path(""), key, "tls_cert", "directory"},
      {"an empty certificate", empty, key, "tls_cert", empty},
      {"some text", text, key, "tls_cert", text},
      {"half a certificate", cut, key, "tls_cert", cut},
      {"the key in place of the certificate", key, key, "tls_cert", key},
      {"no such key", cert, files.path("none"), "tls_key", "No such file"},
      {"an empty key", cert, empty, "tls_key", empty},
      {"a key with a passphrase", cert, locked, "tls_key", "passphrase"},
      {"the certificate in place of the key", cert, cert, "tls_key", cert},
      {"the key of another certificate", cert, write("o.pem", other.key), "tls_key", "not that of"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.what);
    const auto made = tls_context::for_server(row.cert, row.key);
    CAF_REQUIRE(!made);
    CAF_CHECK_EQUAL(made.error().code, errc::invalid_argument);
    CAF_CHECK_EQUAL(made.error().field, row.field);
    CAF_CHECK(contains(made.error().text, row.says));
    CAF_CHECK(!contains(made.error().text, "BEGIN"));
  }
}

CAF_TEST(a chain is taken and shown) {
  const auto cert = write("chain.pem", own.certificate + trusted.certificate());
  const auto key = write("k.pem", own.key);
  std::filesystem::permissions(key, std::filesystem::perms::owner_read);
  const auto made = tls_context::for_server(cert, key);
  CAF_REQUIRE(made);
  CAF_CHECK((*made)->warnings().empty());
  CAF_CHECK(contains((*made)->valid_until(), "GMT"));
}

CAF_TEST(what an operator should know is a warning) {
  const auto cert = write("a.pem", own.certificate);
  const auto key = write("k.pem", own.key);
  std::filesystem::permissions(key, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  const auto open = tls_context::for_server(cert, key);
  CAF_REQUIRE(open);
  CAF_REQUIRE_EQUAL((*open)->warnings().size(), 1u);
  CAF_CHECK(contains((*open)->warnings()[0], key));

  const auto old = trusted.sign("DNS:localhost", true);
  const auto old_key = write("old-key.pem", old.key);
  std::filesystem::permissions(old_key, std::filesystem::perms::owner_read);
  const auto expired = tls_context::for_server(write("old.pem", old.certificate), old_key);
  CAF_REQUIRE(expired);
  CAF_REQUIRE_EQUAL((*expired)->warnings().size(), 1u);
  CAF_CHECK(contains((*expired)->warnings()[0], (*expired)->valid_until()));
}

CAF_TEST(authorities of a client) {
  CAF_CHECK(tls_context::for_client("").has_value());
  CAF_CHECK(tls_context::for_client(ca_file()).has_value());
  for (const auto& file : {files.path("none"), files.path(""), write("text.pem", "nothing\n")}) {
    const auto made = tls_context::for_client(file);
    CAF_REQUIRE(!made);
    CAF_CHECK_EQUAL(made.error().field, "ca_file");
    CAF_CHECK(contains(made.error().text, file));
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
