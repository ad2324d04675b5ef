#define CAF_SUITE body_digest

#include "caf/test/unit_test.hpp"
#include "domain/expect.hpp"
#include "parley/domain/decode.hpp"

using namespace parley;
using namespace parley::domain;
using expect::parsed;

namespace {

base::digest digest_of(const char* text) {
  const auto m = decode_message(parsed(text), base::limits{});
  CAF_REQUIRE(m.has_value());
  return m->body_digest;
}

}  // namespace

CAF_TEST(equal bodies) {
  const std::pair<const char*, const char*> table[] = {
      {R"({"role":"user","content":"a"})", R"({"content":"a","role":"user"})"},
      {R"({"role":"user","content":null})", R"({"role":"user"})"},
      {R"({"role":"user","metadata":{}})", R"({"role":"user","metadata":null})"},
      {R"({"role":"user","metadata":{"a":1,"b":2}})",
       R"({"role":"user","metadata":{"b":2,"a":1}})"},
      {R"({"role":"user","name":null})", R"({"role":"user"})"},
      {R"({"role":"user","tool_calls":null})", R"({"role":"user"})"},
      {R"({"role":"user","content":"\u00e9"})", R"({"role":"user","content":"é"})"},
      // What is no part of the body:
      {R"({"role":"user","message_id":"x"})", R"({"role":"user","message_id":"y"})"},
      {R"({"role":"user","sender_id":"x"})", R"({"role":"user"})"},
      {R"({"role":"user","timestamp":"2026-01-01T00:00:00Z"})", R"({"role":"user"})"},
      {R"({"role":"user","item":{"a":1}})", R"({"role":"user"})"},
  };
  for (const auto& [a, b] : table) {
    CAF_MESSAGE(a << " and " << b);
    CAF_CHECK(digest_of(a) == digest_of(b));
  }
}

CAF_TEST(different bodies) {
  const char* const table[] = {
      R"({"role":"user"})",
      R"({"role":"user","content":""})",
      R"({"role":"user","content":"-"})",
      R"({"role":"user","content":"a"})",
      R"({"role":"assistant","content":"a"})",
      R"({"role":"user","name":"a"})",
      R"({"role":"user","tool_call_id":"a"})",
      R"({"role":"user","content":"a","name":"a"})",
      R"({"role":"user","content":"aname1:a"})",
      R"({"role":"user","content":"{\"a\":1}"})",
      R"({"role":"user","metadata":{"a":1}})",
      R"({"role":"user","metadata":{"a":"1"}})",
      R"({"role":"user","metadata":{"a":null}})",
      R"({"role":"user","tool_calls":[]})",
      R"({"role":"user","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":""}}]})",
      R"({"role":"user","tool_calls":[{"id":"b","type":"function","function":{"name":"f","arguments":""}}]})",
  };
  for (const auto* a : table)
    for (const auto* b : table)
      if (a != b && digest_of(a) == digest_of(b)) CAF_ERROR("equal: " << a << " and " << b);
}
