#include "frontends/http/transport/target.hpp"

#define CAF_SUITE transport_target
#include "caf/test/unit_test.hpp"
#include "frontends/http/transport/server_url.hpp"

using namespace parley::frontends::http::transport;
using parley::base::errc;
using std::string;

namespace {

using segments = std::vector<string>;

/// The segments, or {"!", code}.
segments path(std::string_view text) {
  auto r = split_path(text);
  return r ? *r : segments{"!", string(parley::base::to_string(r.error().code))};
}

/// "name=value|name=value", or "!field".
string query(std::string_view text) {
  auto r = split_query(text);
  if (!r) return "!" + r.error().field;
  string out;
  for (const auto& [name, value] : *r) out += (out.empty() ? "" : "|") + name + "=" + value;
  return out;
}

}  // namespace

CAF_TEST(a target splits into path and query) {
  struct {
    std::string_view target, path, query;
  } table[] = {
      {"/a/b?x=1&y", "/a/b", "x=1&y"},
      {"/a", "/a", ""},
      {"/a?", "/a", ""},
      {"/a?b?c", "/a", "b?c"},
      {"/a?u=http://x/y", "/a", "u=http://x/y"},
      {"http://host:1/a?b", "/a", "b"},
      {"http://host", "/", ""},
      {"http://host?q", "/", "q"},
      {"?q", "/", "q"},
      {"*", "*", ""},
      {"", "", ""},
  };
  for (const auto& row : table) {
    CAF_CHECK_EQUAL(string(split_target(row.target).path), string(row.path));
    CAF_CHECK_EQUAL(string(split_target(row.target).query), string(row.query));
  }
}

CAF_TEST(a path splits into decoded segments) {
  const segments bad{"!", "invalid_argument"};
  struct {
    string path;
    segments out;
  } table[] = {
      {"/", {}},
      {"/v1/tenants/t", {"v1", "tenants", "t"}},
      {"/a%2Fb/c%20d", {"a/b", "c d"}},
      {"/a+b", {"a+b"}},
      {"/a/", {"a", ""}},
      {"//a", {"", "a"}},
      {"/../.", {"..", "."}},
      {"/%C3%A9", {"\xC3\xA9"}},
      {"/%c3%a9", {"\xC3\xA9"}},
      {"/%25", {"%"}},
      {"", bad},
      {"a", bad},
      {"*", bad},
      {"/%", bad},
      {"/%1", bad},
      {"/%zz", bad},
      {"/%1g", bad},
      {"/%00", bad},
      {string("/a\0b", 4), bad},
      {"/%ff", bad},
      {"/%C3/%A9", bad},    // one character never spans segments
      {"/%C0%AF", bad},     // an overlong "/"
      {"/%ED%A0%80", bad},  // a surrogate
      {"/\xff", bad},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.path);
    CAF_CHECK_EQUAL(path(row.path), row.out);
  }
}

CAF_TEST(a query splits into ordered decoded pairs) {
  struct {
    string query, out;
  } table[] = {
      {"", ""},
      {"a=1&b=2", "a=1|b=2"},
      {"b=2&a=1&b=3", "b=2|a=1|b=3"},
      {"a", "a="},
      {"a=", "a="},
      {"=a", "=a"},
      {"&&a=1&", "a=1"},
      {"a=b=c", "a=b=c"},
      {"q=hello+world%2B", "q=hello world+"},
      {"metadata.k%20y=v", "metadata.k y=v"},
      {"a=%", "!a"},
      {"a=%00", "!a"},
      {"a=%ff", "!a"},
      {"%=1", "!query"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.query);
    CAF_CHECK_EQUAL(query(row.query), row.out);
  }
}

CAF_TEST(encoding comes back) {
  string all;
  for (int c = 1; c < 128; ++c) all.push_back(static_cast<char>(c));
  all += "\xC3\xA9\xF0\x9F\x9A\xB2";
  CAF_CHECK_EQUAL(percent_encode("a/b c"), "a%2Fb%20c");
  const auto back = percent_decode(percent_encode(all), "");
  CAF_REQUIRE(back.has_value());
  CAF_CHECK_EQUAL(*back, all);
  CAF_CHECK_EQUAL(path("/" + percent_encode(all)), segments{all});
  CAF_CHECK_EQUAL(query("k=" + percent_encode(all)), "k=" + all);
}

CAF_TEST(a server is written with its scheme and host and port) {
  struct {
    std::string_view url, out;
  } table[] = {
      {"http://127.0.0.1:8420", "127.0.0.1 8420 127.0.0.1:8420"},
      {"http://localhost:8420/", "localhost 8420 localhost:8420"},
      {"http://host", "host 80 host"},
      {"http://[::1]:9", "::1 9 [::1]:9"},
      {"http://[::1]", "::1 80 [::1]"},
      {"https://host:1", "host 1 host:1 with TLS"},
      {"https://host/", "host 443 host with TLS"},
      {"https://[::1]", "::1 443 [::1] with TLS"},
      {"https://", "!"},
      {"https:/h", "!"},
      {"HTTPS://h", "!"},
      {"host:1", "!"},
      {"http://", "!"},
      {"http://:1", "!"},
      {"http://h:", "!"},
      {"http://h:99999", "!"},
      {"http://h:1x", "!"},
      {"http://h:1/path", "!"},
      {"http://u@h:1", "!"},
      {"http://[::1", "!"},
      {"http://[]:1", "!"},
      {"http://[::1]x:1", "!"},
      {"http://h h:1", "!"},
      {"", "!"},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(string(row.url));
    const auto r = parse_server_url(row.url);
    CAF_CHECK_EQUAL(
        r ? r->host + " " + r->port + " " + r->authority + (r->tls ? " with TLS" : "") : "!",
        string(row.out));
    if (r) CAF_CHECK(row.url.starts_with(r->text()));
    if (!r) CAF_CHECK_EQUAL(r.error().code, errc::invalid_argument);
  }
}
