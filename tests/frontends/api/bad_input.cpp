#include "api_world.hpp"

#define CAF_SUITE api_bad_input

using namespace parley::tests;

namespace {

struct one_session : api_world {
  one_session() { create_session("s1"); }
  const std::string at = base + "/sessions/s1";

  /// Every refusal is a complete problem document.
  void check(const reply& r, int status, const std::string& code, const std::string& field) {
    CAF_CHECK_EQUAL(r.status, status);
    CAF_CHECK_EQUAL(r.type, "application/problem+json");
    CAF_CHECK_EQUAL(r.code(), code);
    CAF_CHECK_EQUAL(r.field(), field);
    CAF_REQUIRE(r.body.is_object());
    CAF_CHECK_EQUAL(r.body["status"], status);
    CAF_CHECK_EQUAL(r.body["request_id"], "req-1");
    for (const auto* name : {"type", "title", "detail"})
      CAF_CHECK(!r.body[name].get<std::string>().empty());
  }
};

std::string nested(int depth) {
  return R"({"role":"user","content":"x","metadata":)" + std::string(depth, '[') +
         std::string(depth, ']') + "}";
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_bad_input, one_session)

CAF_TEST(bodies) {
  const struct {
    std::string body;
    int status;
    std::string code;
    std::string field;
  } cases[] = {
      {"", 400, "invalid_argument", "body"},
      {"{", 400, "invalid_argument", "body"},
      {"nonsense", 400, "invalid_argument", "body"},
      {R"({"role":"user","content":"x"} x)", 400, "invalid_argument", "body"},
      {"{\"role\":\"user\",\"content\":\"\xff\"}", 400, "invalid_argument", "body"},
      {"{\"role\":\"user\",\"content\":\"\xc0\xaf\"}", 400, "invalid_argument", "body"},
      {R"({"role":"user","content":"\ud800"})", 400, "invalid_argument", "body"},
      {nested(10000), 400, "invalid_argument", "body"},
      {std::string(10000, '['), 400, "invalid_argument", "body"},
      {R"({"role":"user","role":"user","content":"x"})", 400, "invalid_argument", "role"},
      {R"({"role":"user","content":"x","metadata":{"a":{"b":1,"b":2}}})", 400, "invalid_argument",
       "b"},
      {R"({"role":7,"content":"x"})", 400, "invalid_argument", "role"},
      {R"({"role":"user","content":["x"]})", 400, "invalid_argument", "content"},
      {R"({"role":"pilot","content":"x"})", 400, "invalid_argument", "role"},
      {R"({"content":"x"})", 400, "invalid_argument", "role"},
      {R"({"role":"user","content":"x","colour":"red"})", 400, "unknown_field", "colour"},
      {R"({"role":"user","content":"x","seq":1})", 400, "unknown_field", "seq"},
      {R"({"role":"user","content":"x","message_id":"a/b"})", 400, "invalid_argument",
       "message_id"},
      {R"({"role":"user","content":"x","message_id":"123"})", 400, "invalid_argument",
       "message_id"},
      {R"({"role":"user","content":"x","sender_id":"nobody"})", 400, "invalid_argument",
       "sender_id"},
      {R"({"messages":[{"role":"user","content":"x"},{"role":5}]})", 400, "invalid_argument",
       "messages[1].role"},
      {R"({"messages":[]})", 400, "invalid_argument", "messages"},
      {R"({"messages":{}})", 400, "invalid_argument", "messages"},
      {R"({"role":"user","content":"x","metadata":{"_parley":{}}})", 400, "invalid_argument",
       "metadata._parley"},
      {R"({"role":"user","content":")" + std::string(1100000, 'x') + "\"}", 413, "too_large", ""},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.body.substr(0, 80));
    auto r = call("POST", at + "/messages", c.body, {{"Content-Type", "application/json"}});
    if (c.code == "too_large") r.body["field"] = nullptr;  // any field may be named
    check(r, c.status, c.code, c.field);
  }
  CAF_CHECK_EQUAL(call("GET", at)["last_seq"], 0);
}

CAF_TEST(batches_over_the_limit) {
  auto list = json::array();
  for (int i = 0; i < 1001; ++i) list.push_back({{"role", "user"}, {"content", "x"}});
  CAF_CHECK_EQUAL(call("POST", at + "/messages", json{{"messages", list}}).code(), "too_large");
}

CAF_TEST(session_bodies) {
  const struct {
    std::string body;
    std::string code;
    std::string field;
  } cases[] = {
      {R"("s")", "invalid_argument", ""},
      {R"({"session_id":""})", "invalid_argument", "session_id"},
      {R"({"session_id":"../x"})", "invalid_argument", "session_id"},
      {R"({"session_id":5})", "invalid_argument", "session_id"},
      {R"({"session_type":"user_to_mc"})", "invalid_argument", "participants"},
      {R"({"session_type":"chat","participants":[{"participant_id":"a","participant_type":"user"}]})",
       "invalid_argument", "session_type"},
      {R"({"session_type":"user_to_agent","participants":[{"participant_id":"a","participant_type":"user"},{"participant_id":"b","participant_type":"agent"}]})",
       "invalid_argument", "participants[1].participant_role"},
      {R"({"colour":"red"})", "unknown_field", "colour"},
      {R"({"status":"closed"})", "unknown_field", "status"},
      {R"({"metadata":{"_parley_x":1}})", "invalid_argument", "metadata._parley_x"},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.body);
    const auto r = call("POST", base + "/sessions", c.body);
    CAF_CHECK_EQUAL(r.status, 400);
    CAF_CHECK_EQUAL(r.code(), c.code);
    if (!c.field.empty()) CAF_CHECK_EQUAL(r.field(), c.field);
  }
  const auto child = call("POST", base + "/sessions", json{{"parent_session_id", "nobody"}});
  check(child, 404, "not_found", "parent_session_id");
}

CAF_TEST(other_bodies) {
  const struct {
    std::string method, path, body, code, field;
  } cases[] = {
      {"PATCH", "", R"({"status":"closed"})", "unknown_field", "status"},
      {"PATCH", "", R"({"user_id":5})", "invalid_argument", "user_id"},
      {"PATCH", "", "[]", "invalid_argument", ""},
      {"PATCH", "", "", "invalid_argument", "body"},
      {"POST", "/close", R"({"reason":5})", "invalid_argument", "reason"},
      {"POST", "/close", R"({"why":"x"})", "unknown_field", "why"},
      {"POST", "/close", "[]", "invalid_argument", "body"},
      {"POST", "/reopen", "{", "invalid_argument", "body"},
      {"POST", "/passivate", R"({"x":1})", "unknown_field", "x"},
      {"POST", "/participants", R"({"participant_id":"a"})", "invalid_argument",
       "participant_type"},
      {"POST", "/participants", R"({"participant_id":"a","participant_type":"user","x":1})",
       "unknown_field", "x"},
      {"PUT", "/metadata/k", "{", "invalid_argument", "body"},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.method + " " + c.path + " " + c.body);
    const auto r = call(c.method, at + c.path, c.body);
    CAF_CHECK_EQUAL(r.status, 400);
    CAF_CHECK_EQUAL(r.code(), c.code);
    if (!c.field.empty()) CAF_CHECK_EQUAL(r.field(), c.field);
  }
}

CAF_TEST(targets) {
  const struct {
    std::string method, target;
    int status;
    std::string code, field;
  } cases[] = {
      {"GET", "/", 404, "not_found", ""},
      {"GET", "/v1", 404, "not_found", ""},
      {"GET", "/v1/tenants/acme/session", 404, "not_found", ""},
      {"GET", "/v1/tenants/acme/sessions/", 404, "not_found", ""},
      {"GET", "/v1/tenants/acme/sessions/s1/nonsense", 404, "not_found", ""},
      {"GET", "/v1/tenants//sessions", 404, "not_found", ""},
      {"GET", "/v1/tenants/a%2fb/sessions", 400, "invalid_argument", "tenant"},
      {"GET", "/v1/tenants/..%2fother/sessions", 400, "invalid_argument", "tenant"},
      {"GET", "/v1/tenants/acme/sessions/..%2fs1", 400, "invalid_argument", "session_id"},
      {"GET", "/v1/tenants/acme/sessions/%2e%2e%2f", 400, "invalid_argument", "session_id"},
      {"GET", "/v1/tenants/acme/sessions/s%201", 400, "invalid_argument", "session_id"},
      {"GET", "/v1/tenants/acme/sessions/" + std::string(129, 'a'), 400, "invalid_argument",
       "session_id"},
      {"GET", "/v1/tenants/acme/sessions/%zz", 400, "invalid_argument", "path"},
      {"GET", "/v1/tenants/acme/sessions/%00", 400, "invalid_argument", "path"},
      {"GET", "/v1/tenants/acme/sessions/%ff", 400, "invalid_argument", "path"},
      {"GET", "/v1/tenants/acme/sessions/s1?x=1", 400, "invalid_argument", "x"},
      {"GET", "/v1/tenants/acme/sessions/s1/messages?limit=%zz", 400, "invalid_argument", "limit"},
      {"GET", "/health/live?verbose=1", 400, "invalid_argument", "verbose"},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.target);
    check(call(c.method, c.target), c.status, c.code, c.field);
  }
}

CAF_TEST(methods) {
  const auto wrong = call("PUT", base + "/sessions");
  check(wrong, 405, "method_not_allowed", "");
  CAF_CHECK_EQUAL(wrong.header("Allow"), "POST, GET, HEAD, OPTIONS");
  check(call("BREW", "/v1/status"), 405, "method_not_allowed", "");
  const auto options = call("OPTIONS", at);
  CAF_CHECK_EQUAL(options.status, 204);
  CAF_CHECK_EQUAL(options.header("Allow"), "GET, HEAD, PATCH, DELETE, OPTIONS");
  CAF_CHECK_EQUAL(options.text, "");
  CAF_CHECK_EQUAL(call("HEAD", at).status, 200);
  CAF_CHECK_EQUAL(call("HEAD", at).header("ETag"), "\"1\"");
}

CAF_TEST(media_types) {
  const std::string body = R"({"role":"user","content":"x"})";
  const struct {
    std::string type;
    int status;
  } cases[] = {
      {"application/json", 201},
      {"Application/JSON; charset=UTF-8", 201},
      {"application/json;charset=\"utf-8\"", 201},
      {"application/json; charset=latin-1", 415},
      {"application/json; charset=utf-8; x=y", 415},
      {"application/jsonx", 415},
      {"text/plain", 415},
      {"application/x-www-form-urlencoded", 415},
      {"application/merge-patch+json", 415},
      {"", 415},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.type);
    const auto r = call("POST", at + "/messages", body, {{"Content-Type", c.type}});
    CAF_CHECK_EQUAL(r.status, c.status);
    if (c.status == 415) check(r, 415, "unsupported_media_type", "Content-Type");
  }
  check(call("POST", base + "/import", "{}", {{"Content-Type", "application/json"}}), 415,
        "unsupported_media_type", "Content-Type");
}

CAF_TEST(body_limits_by_route) {
  const auto limit = [&](const std::string& method, const std::string& path) {
    parley::frontends::http::transport::request head;
    head.method = method;
    head.path = path;
    return api->admit(head).value();
  };
  CAF_CHECK_EQUAL(limit("POST", base + "/import"), limits.import_bytes);
  CAF_CHECK_EQUAL(limit("PUT", base + "/import"), limits.body_bytes);
  CAF_CHECK_EQUAL(limit("POST", base + "/sessions"), limits.body_bytes);
  CAF_CHECK_EQUAL(limit("POST", base + "/sessions/x/import"), limits.body_bytes);
  CAF_CHECK_EQUAL(limit("POST", "/import"), limits.body_bytes);
}

CAF_TEST_FIXTURE_SCOPE_END()
