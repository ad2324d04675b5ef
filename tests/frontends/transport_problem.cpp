#include "frontends/http/transport/problem.hpp"

#define CAF_SUITE transport_problem
#include "caf/test/unit_test.hpp"
#include "frontends/http/transport/response_head.hpp"
#include "parley/domain/json.hpp"

using namespace parley::frontends::http::transport;
using parley::base::errc;
using parley::domain::json;
using std::string;

CAF_TEST(every code has the status of the wire) {
  struct {
    errc code;
    int http;
  } table[] = {
      {errc::invalid_argument, 400},
      {errc::unknown_field, 400},
      {errc::unauthorized, 401},
      {errc::forbidden, 403},
      {errc::not_found, 404},
      {errc::erased, 410},
      {errc::conflict, 409},
      {errc::session_exists, 409},
      {errc::session_closed, 409},
      {errc::turn_running, 409},
      {errc::participants_required, 409},
      {errc::method_not_allowed, 405},
      {errc::unsupported_media_type, 415},
      {errc::precondition_failed, 412},
      {errc::too_large, 413},
      {errc::idempotency_mismatch, 422},
      {errc::budget_too_small, 422},
      {errc::rate_limited, 429},
      {errc::overloaded, 503},
      {errc::unavailable, 503},
      {errc::not_implemented, 501},
      {errc::internal, 500},
      {errc::timeout, 504},
      {errc::unknown_outcome, 504},
  };
  for (const auto& row : table) {
    CAF_CHECK_EQUAL(http_status(row.code), row.http);
    CAF_CHECK_NOT_EQUAL(string(reason_phrase(row.http)), "Unknown");
  }
  CAF_CHECK_EQUAL(std::size(table), 24u);
}

CAF_TEST(a problem has every member) {
  const auto r = problem({errc::session_closed, "status", "Reopen it first.", 0}, "id-1");
  CAF_CHECK_EQUAL(r.status, 409);
  CAF_CHECK_EQUAL(r.content_type, "application/problem+json");
  CAF_CHECK(r.headers.empty());
  CAF_CHECK_EQUAL(json::parse(r.body), (json{{"type", "urn:parley:problem:session_closed"},
                                             {"title", "Session closed"},
                                             {"status", 409},
                                             {"detail", "Reopen it first."},
                                             {"code", "session_closed"},
                                             {"field", "status"},
                                             {"request_id", "id-1"}}));
}

CAF_TEST(a problem without a field says null and more errors are listed) {
  const auto r = problem({errc::invalid_argument, "", "x", 0}, "i",
                         {{errc::unknown_field, "a.b", "y", 0}}, 431);
  const auto body = json::parse(r.body);
  CAF_CHECK_EQUAL(r.status, 431);
  CAF_CHECK_EQUAL(body["status"], json(431));
  CAF_CHECK_EQUAL(body["field"], json(nullptr));
  CAF_CHECK_EQUAL(body["errors"],
                  (json::array({{{"code", "unknown_field"}, {"detail", "y"}, {"field", "a.b"}}})));
}

CAF_TEST(a hint becomes whole seconds) {
  struct {
    std::int64_t ms;
    string seconds;
  } table[] = {{1, "1"}, {1000, "1"}, {1001, "2"}, {60000, "60"}};
  for (const auto& row : table) {
    const auto r = problem({errc::overloaded, "", "", row.ms}, "");
    CAF_CHECK_EQUAL(string(r.header("retry-after").value_or("none")), row.seconds);
  }
}

CAF_TEST(bytes that are no text do not throw) {
  const auto r = problem({errc::invalid_argument, "\xff", "\xc3", 0}, "\x80");
  CAF_CHECK(json::accept(r.body));
}

CAF_TEST(request ids are visible ASCII) {
  CAF_CHECK(legal_request_id("a"));
  CAF_CHECK(legal_request_id(string(128, '~')));
  CAF_CHECK(!legal_request_id(""));
  CAF_CHECK(!legal_request_id(string(129, 'a')));
  CAF_CHECK(!legal_request_id("a b"));
  CAF_CHECK(!legal_request_id("a\tb"));
  CAF_CHECK(!legal_request_id("\xc3\xa9"));
}

CAF_TEST(no value starts a header of its own) {
  response r;
  r.headers = {{"X-A", "1\r\nX-Evil: 1"}, {"X-\nB", string("2\0", 2)}};
  r.content_type = "text/plain\r\nX-Evil: 2";
  r.body = "four";
  CAF_CHECK_EQUAL(write_head(r, {framing::length, true, false, "id\r\nX-Evil: 3", ""}),
                  "HTTP/1.1 200 OK\r\n"
                  "Content-Type: text/plain  X-Evil: 2\r\n"
                  "Content-Length: 4\r\n"
                  "X-A: 1  X-Evil: 1\r\n"
                  "X- B: 2 \r\n"
                  "X-Request-Id: id  X-Evil: 3\r\n\r\n");
}

CAF_TEST(the head says how the body ends) {
  response r;
  r.status = 204;
  CAF_CHECK_EQUAL(write_head(r, {framing::none, false, false, "i", "Date: d\r\n"}),
                  "HTTP/1.1 204 No Content\r\nX-Request-Id: i\r\nDate: d\r\n"
                  "Connection: close\r\n\r\n");
  CAF_CHECK_EQUAL(write_head(r, {framing::chunks, true, true, "i", ""}),
                  "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\nX-Request-Id: i\r\n"
                  "Connection: keep-alive\r\n\r\n");
  CAF_CHECK_EQUAL(chunk_head(0x1a2b), "1a2b\r\n");
}
