#include "frontends/http/transport/request_reader.hpp"

#define CAF_SUITE transport_reader
#include "caf/test/unit_test.hpp"
#include "frontends/transport_support.hpp"

using namespace parley::frontends::http::transport;
using state = request_reader::state;
using std::string;

namespace {

constexpr std::int64_t header_bytes = 512;
constexpr std::int64_t body_bytes = 64;

string describe(const request& r) {
  return r.method + " " + r.target + " [" + r.body + "]" + (r.keep_alive ? "" : " close") + ";";
}

/// All requests in `bytes` when they come in parts of `part` bytes; "!status" for a refusal, "..."
/// for an unfinished one.
string read_all(std::string_view bytes, std::size_t part) {
  request_reader reader(header_bytes);
  string in, out;
  while (!bytes.empty()) {
    const auto n = std::min(part, bytes.size());
    in += bytes.substr(0, n);
    bytes.remove_prefix(n);
    for (bool more = false; !more;) {
      const auto step = reader.feed(in);
      in.erase(0, step.consumed);
      if (step.now == state::failed) return out + "!" + std::to_string(reader.fault().http);
      if (step.now == state::done) out += describe(reader.take());
      if (step.now == state::head && !reader.admit(body_bytes))
        return out + "!" + std::to_string(reader.fault().http);
      more = step.now == state::more;
      if (in.size() > header_bytes && more) return out + "unbounded";
    }
  }
  return in.empty() ? out : out + "...";
}

string lines(int n) {
  string out;
  for (int i = 0; i < n; ++i) out += "a: b\r\n";
  return out;
}

const string get = "GET /x HTTP/1.1\r\nHost: h\r\n";
const string post = "POST /x HTTP/1.1\r\nHost: h\r\n";
const string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

struct row {
  string bytes, out;
};

const row table[] = {
    {get + "\r\n", "GET /x [];"},
    {get + "\r\n" + get + "Connection: close\r\n\r\n", "GET /x [];GET /x [] close;"},
    {"\r\n\n" + get + "\r\n", "GET /x [];"},
    {"GET /x HTTP/1.0\r\n\r\n", "GET /x [] close;"},
    {"GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "GET /x [];"},
    {"M-SEARCH * HTTP/1.1\r\nHost:\r\n\r\n", "M-SEARCH * [];"},
    {post + "Content-Length: 0\r\n\r\n", "POST /x [];"},
    {post + "Content-Length: 3\r\n\r\nabc" + get + "\r\n", "POST /x [abc];GET /x [];"},
    {post + "Content-Length: 3\r\n\r\nabc\r\n" + get + "\r\n", "POST /x [abc];GET /x [];"},
    {post + "Content-Length: 3, 3\r\n\r\nabc", "POST /x [abc];"},
    {get + "Content-Length: 2\r\n\r\nab", "GET /x [ab];"},
    {chunked + "0\r\n\r\n", "POST /x [];"},
    {chunked + "3\r\nabc\r\n2;x=\"y\"\r\nde\r\n0\r\n\r\n" + get + "\r\n",
     "POST /x [abcde];GET /x [];"},
    {chunked + "1\r\na\r\n0\r\nHost: other\r\nX: y\r\n\r\n", "POST /x [a];"},
    {get + "X: a\r\n b\r\n\r\n", "GET /x [];"},
    // what breaks HTTP
    {"\x16\x03\x01\x02 TLS hello, by mistake\r\n\r\n", "!400"},
    {"GET\r\n\r\n", "!400"},
    {"GET /x\r\n\r\n", "!400"},
    {"GET /x HTTP/2.0\r\nHost: h\r\n\r\n", "!400"},
    {"GET /x y HTTP/1.1\r\nHost: h\r\n\r\n", "!400"},
    {"GET /x HTTP/1.1\nHost: h\n\n\r\n\r\n", "!400"},
    {"GET /x HTTP/1.1\r\n\r\n", "!400"},
    {get + "Host: h\r\n\r\n", "!400"},
    {get + "no colon\r\n\r\n", "!400"},
    {get + "a b: c\r\n\r\n", "!400"},
    {get + ": c\r\n\r\n", "!400"},
    {get + string("a: \0\r\n\r\n", 8), "!400"},
    {get + "Expect: 200-ok\r\n\r\n", "!400"},
    {post + "Content-Length: -1\r\n\r\n", "!400"},
    {post + "Content-Length: 1x\r\n\r\n", "!400"},
    {post + "Content-Length: \r\n\r\n", "!400"},
    {post + "Content-Length: 99999999999999999999\r\n\r\n", "!400"},
    // what two servers in a row could understand differently
    {post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "!400"},
    {post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "!400"},
    {post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", "!400"},
    {post + "Transfer-Encoding: gzip\r\n\r\n", "!400"},
    {post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "!400"},
    {post + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", "!400"},
    {post + "Transfer-Encoding: xchunked\r\nContent-Length: 1\r\n\r\na", "!400"},
    {"POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "!400"},
    {chunked + "x\r\n\r\n", "!400"},
    {chunked + "-1\r\na", "!400"},
    {chunked + "1\r\nab\r\n0\r\n\r\n", "!400"},
    {chunked + "fffffffffffffffff\r\n", "!400"},
    {chunked + "1 x\r\na\r\n0\r\n\r\n", "!400"},
    // limits
    {get + lines(50) + "\r\n", "GET /x [];"},
    {get + lines(90) + "\r\n", "!431"},
    {get + "a: " + string(600, 'x') + "\r\n\r\n", "!431"},
    {"GET /" + string(600, 'x') + " HTTP/1.1\r\n", "!431"},
    {string(600, 'x'), "!431"},
    {post + "Content-Length: 64\r\n\r\n" + string(64, 'x'), "POST /x [" + string(64, 'x') + "];"},
    {post + "Content-Length: 65\r\n\r\n", "!413"},
    {post + "Content-Length: 18446744073709551615\r\n\r\n", "!413"},
    {chunked + "40\r\n" + string(64, 'x') + "\r\n0\r\n\r\n", "POST /x [" + string(64, 'x') + "];"},
    {chunked + "41\r\n" + string(65, 'x') + "\r\n0\r\n\r\n", "!413"},
    {chunked + "30\r\n" + string(48, 'x') + "\r\n30\r\n" + string(48, 'x') + "\r\n", "!413"},
    {chunked + "ffffffffffffffff\r\n", "!413"},
    {chunked + "1;" + string(600, 'x'), "!400"},
    {chunked + "0\r\n" + lines(100), "!400"},
};

}  // namespace

CAF_TEST(the same requests come out however the bytes are cut) {
  for (const auto& one : table) {
    CAF_MESSAGE(one.bytes);
    for (const std::size_t part : {1u, 2u, 3u, 7u, 64u, 100000u})
      CAF_CHECK_EQUAL(std::to_string(part) + " " + read_all(one.bytes, part),
                      std::to_string(part) + " " + one.out);
  }
}

CAF_TEST(a header that comes line by line is bounded as a whole) {
  request_reader reader(header_bytes);
  std::size_t sent = 0;
  auto now = state::more;
  // Each piece ends one byte into the next line: then Beast takes the lines one by one.
  for (string in = get + "c"; now == state::more && sent < 10 * header_bytes;) {
    const auto step = reader.feed(in);
    now = step.now;
    sent += step.consumed;
    in = in.substr(step.consumed) + ": b\r\nc";
  }
  CAF_CHECK(now == state::failed);
  CAF_CHECK_EQUAL(reader.fault().http, 431);
  CAF_CHECK_LESS(sent, header_bytes + 10u);
}

CAF_TEST(a request names its parts) {
  request_reader reader(header_bytes);
  const string bytes =
      "PUT /a%20b?c=d HTTP/1.1\r\nhOsT: h\r\nX-A: 1\r\nx-a: 2\r\n"
      "Content-Length: 1\r\n\r\nz";
  auto step = reader.feed(bytes);
  CAF_REQUIRE(step.now == state::head);
  CAF_CHECK(!reader.expects_continue());
  CAF_REQUIRE(reader.admit(1));
  step = reader.feed(std::string_view(bytes).substr(step.consumed));
  CAF_REQUIRE(step.now == state::done);
  const auto r = reader.take();
  CAF_CHECK_EQUAL(r.method, "PUT");
  CAF_CHECK_EQUAL(r.target, "/a%20b?c=d");
  CAF_CHECK_EQUAL(r.path, "/a%20b");
  CAF_CHECK_EQUAL(r.query, "c=d");
  CAF_CHECK_EQUAL(r.body, "z");
  CAF_CHECK_EQUAL(r.headers.size(), 4u);
  CAF_CHECK_EQUAL(string(r.header("HOST").value_or("none")), "h");
  CAF_CHECK_EQUAL(string(r.header("X-a").value_or("none")), "1");
  CAF_CHECK(!r.header("X-B"));
}

CAF_TEST(a trailer does not pass for a header) {
  request_reader reader(header_bytes);
  const string bytes = chunked + "1\r\na\r\n0\r\nX-Role: admin\r\n\r\n";
  auto step = reader.feed(bytes);
  CAF_REQUIRE(reader.admit(10));
  step = reader.feed(std::string_view(bytes).substr(step.consumed));
  CAF_REQUIRE(step.now == state::done);
  CAF_CHECK(!reader.take().header("X-Role"));
}
