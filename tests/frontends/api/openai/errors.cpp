#include "conversations_world.hpp"

#define CAF_SUITE openai_errors

using namespace parley::tests;

namespace {

struct refusal {
  std::string method;
  std::string target;  ///< behind /v1/conversations
  std::string body;
  int status;
  std::string code;
  std::string param;  ///< empty: null
};

struct errors_world : conversations_world {
  /// The form that every error of this API has.
  void check(const reply& r, int status, const std::string& type, const std::string& code,
             const std::string& param) {
    CAF_CHECK_EQUAL(r.status, status);
    CAF_CHECK_EQUAL(r.type, "application/json");
    const auto error = r["error"];
    CAF_CHECK_EQUAL(r.body.size(), 1u);
    CAF_CHECK_EQUAL(error.size(), 4u);
    CAF_CHECK_EQUAL(error.value("type", ""), type);
    CAF_CHECK_EQUAL(error.value("code", ""), code);
    CAF_CHECK_EQUAL(error.value("param", json()), param.empty() ? json(nullptr) : json(param));
    CAF_CHECK(!error.value("message", "").empty());
  }
};

std::string items(const std::string& one) { return "{\"items\": [" + one + "]}"; }

std::string pairs(int count) {
  json all = json::object();
  for (int i = 0; i < count; ++i) all["k" + std::to_string(i)] = "v";
  return json{{"metadata", all}}.dump();
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(openai_errors, errors_world)

CAF_TEST(what_is_refused_and_how) {
  call("POST", native, json{{"session_id", "s"}});
  const std::string bad = "invalid_argument";
  const refusal table[] = {
      {"POST", "", "{", 400, bad, "body"},
      {"POST", "", "[]", 400, bad, "body"},
      {"POST", "", R"({"item": []})", 400, "unknown_field", "item"},
      {"POST", "", R"({"a": 1, "a": 2})", 400, bad, "a"},
      {"POST", "", R"({"metadata": []})", 400, bad, "metadata"},
      {"POST", "", R"({"metadata": {"k": 1}})", 400, bad, "metadata.k"},
      {"POST", "", R"({"metadata": {"_parley": "x"}})", 400, bad, "metadata._parley"},
      {"POST", "", R"({"metadata": {"": "x"}})", 400, bad, "metadata."},
      {"POST", "", pairs(17), 400, bad, "metadata"},
      {"POST", "", json{{"metadata", {{"k", std::string(513, 'v')}}}}.dump(), 400, bad,
       "metadata.k"},
      {"POST", "", R"({"items": {}})", 400, bad, "items"},
      {"POST", "", items("1"), 400, bad, "items[0]"},
      {"POST", "/s", "", 400, bad, "body"},
      {"POST", "/s", "{}", 400, bad, "metadata"},
      {"POST", "/s/items", "{}", 400, bad, "items"},
      {"POST", "/s/items", items(""), 400, bad, "items"},
      {"POST", "/s/items", items("{}"), 400, bad, "items[0].type"},
      {"POST", "/s/items", items(R"({"type": 7})"), 400, bad, "items[0].type"},
      {"POST", "/s/items", items(R"({"type": "item_reference", "id": "msg_1"})"), 400, bad,
       "items[0].type"},
      {"POST", "/s/items", items(R"({"role": "robot", "content": "x"})"), 400, bad,
       "items[0].role"},
      {"POST", "/s/items", items(R"({"role": "user"})"), 400, bad, "items[0].content"},
      {"POST", "/s/items", items(R"({"role": "user", "content": ["x"]})"), 400, bad,
       "items[0].content[0]"},
      {"POST", "/s/items", items(R"({"type": "function_call", "name": "f", "arguments": ""})"), 400,
       bad, "items[0].call_id"},
      {"POST", "/s/items", items(R"({"type": "function_call", "call_id": "c", "arguments": ""})"),
       400, bad, "items[0].name"},
      {"POST", "/s/items", items(R"({"type": "function_call", "call_id": "c", "name": "f"})"), 400,
       bad, "items[0].arguments"},
      {"POST", "/s/items", items(R"({"type": "function_call_output", "call_id": "c"})"), 400, bad,
       "items[0].output"},
      {"POST", "/s/items", items(R"({"type": "x", "id": "rs_1"}, {"type": "y", "id": "rs_1"})"),
       400, bad, "items[1].id"},
      {"GET", "/none", "", 404, "not_found", ""},
      {"GET", "/none/items", "", 404, "not_found", ""},
      {"GET", "/none/items/msg_1", "", 404, "not_found", ""},
      {"GET", "/none/items?after=msg_1", "", 404, "not_found", ""},
      {"DELETE", "/none/items/msg_1", "", 404, "not_found", ""},
      {"POST", "/none", R"({"metadata": {}})", 404, "not_found", ""},
      {"POST", "/none/items", items(R"({"role": "user", "content": "x"})"), 404, "not_found", ""},
      {"GET", "/s/items/msg_1", "", 404, "not_found", "item_id"},
      {"GET", "/s/items/7", "", 404, "not_found", "item_id"},
      {"GET", "/s/items/a%2Fb", "", 404, "not_found", "item_id"},
      {"DELETE", "/s/items/msg_1", "", 404, "not_found", "item_id"},
      {"GET", "/s/items?after=msg_1", "", 400, bad, "after"},
      {"GET", "/s/items?after=", "", 400, bad, "after"},
      {"GET", "/s/items?limit=0", "", 400, bad, "limit"},
      {"GET", "/s/items?limit=1001", "", 400, bad, "limit"},
      {"GET", "/s/items?order=up", "", 400, bad, "order"},
      {"GET", "/s/items?before=x", "", 400, bad, "before"},
      {"GET", "/s/items?limit=1&limit=2", "", 400, bad, "limit"},
      {"GET", "?after=none", "", 400, bad, "after"},
      {"GET", "?after=a/b", "", 400, bad, "after"},
      {"GET", "?include=x", "", 400, bad, "include"},
      {"GET", "/a%20b", "", 400, bad, "conversation_id"},
      {"GET", "/%ff", "", 400, bad, "path"},
      {"GET", "/s/other", "", 404, "not_found", ""},
      {"PUT", "/s", "", 405, "method_not_allowed", ""},
  };
  for (const auto& one : table) {
    CAF_MESSAGE(one.method + " " + one.target + " " + one.body);
    check(call(one.method, all + one.target, one.body), one.status, "invalid_request_error",
          one.code, one.param);
  }
  CAF_CHECK_EQUAL(call("GET", native + "/s")["message_count"], 0);
  CAF_CHECK_EQUAL(call("GET", all)["data"].size(), 1u);
}

CAF_TEST(what_is_too_large) {
  auto small = limits;
  small.message_bytes = 1000;
  restart(small);
  const auto id = create();
  const std::string text(2000, 'x');
  check(add(id, said(text)), 413, "invalid_request_error", "too_large", "items[0]");
  check(add(id, {said("fits"), {{"type", "image"}, {"data", text}}}), 413, "invalid_request_error",
        "too_large", "items[1]");
  CAF_CHECK(told_by(id).empty());
}

CAF_TEST(another_media_type) {
  check(call("POST", all, "{}", {{"Content-Type", "text/plain"}}), 415, "invalid_request_error",
        "unsupported_media_type", "Content-Type");
}

CAF_TEST(a_method_that_is_not_there_names_those_that_are) {
  CAF_CHECK_EQUAL(call("PATCH", all).header("Allow"), "POST, GET, HEAD, OPTIONS");
}

CAF_TEST(a_key_with_another_body) {
  const header_list key{{"Idempotency-Key", "k"}};
  call("POST", all, R"({})", key);
  check(call("POST", all, R"({"items": []})", key), 422, "invalid_request_error",
        "idempotency_mismatch", "Idempotency-Key");
}

CAF_TEST(a_store_that_is_away) {
  const auto id = create();
  script->commits_unavailable(true);
  const auto away = add(id, said("x"));
  check(away, 503, "server_error", "unavailable", "");
  CAF_CHECK(!away.header("Retry-After").empty());
  script->commits_unavailable(false);
  CAF_CHECK_EQUAL(add(id, said("x")).status, 200);
}

CAF_TEST(what_may_have_been_done_is_not_to_be_repeated) {
  const auto id = create();
  script->push(parley::testing::commit_fault::written);
  const auto unknown = add(id, said("x"));
  check(unknown, 504, "server_error", "unknown_outcome", "");
  CAF_CHECK_EQUAL(unknown.header("X-Should-Retry"), "false");
  CAF_CHECK(told_by(id) == texts{"x"});
}

CAF_TEST(other_paths_keep_their_problems) {
  CAF_CHECK_EQUAL(call("GET", "/v1/conversationsx").type, "application/problem+json");
  CAF_CHECK_EQUAL(call("GET", native + "/none").type, "application/problem+json");
}

CAF_TEST_FIXTURE_SCOPE_END()
