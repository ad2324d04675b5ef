#include <set>

#include "api_world.hpp"
#include "frontends/http/api/openapi.hpp"
#include "frontends/http/api/access/door.hpp"
#include "frontends/http/api/route.hpp"

#define CAF_SUITE api_document

using namespace parley::tests;
namespace rest = parley::frontends::http::api;

namespace {

/// Every value under the key "$ref", at any depth.
void collect_refs(const json& value, std::set<std::string>& refs) {
  if (value.is_object())
    for (const auto& [name, member] : value.items()) {
      if (name == "$ref") refs.insert(member.get<std::string>());
      collect_refs(member, refs);
    }
  if (value.is_array())
    for (const auto& member : value) collect_refs(member, refs);
}

}  // namespace

CAF_TEST_FIXTURE_SCOPE(api_document, api_world)

CAF_TEST(the_document_shows_every_route) {
  const auto r = call("GET", "/openapi.json");
  CAF_REQUIRE_EQUAL(r.status, 200);
  CAF_CHECK_EQUAL(r.body["openapi"], "3.1.0");
  std::set<std::string> operations;
  std::size_t documented = 0;
  for (const auto& [path, item] : r.body["paths"].items())
    for (const auto& [method, operation] : item.items())
      if (method != "parameters") ++documented;
  CAF_CHECK_EQUAL(documented, rest::routes().size());
  for (const auto& route : rest::routes()) {
    CAF_MESSAGE(std::string(route.method) + " " + std::string(route.pattern));
    const auto& path = r.body["paths"].at(std::string(route.pattern));
    std::string method;
    for (const char c : route.method) method += static_cast<char>(std::tolower(c));
    const auto& operation = path.at(method);
    CAF_CHECK(operations.insert(operation.at("operationId")).second);
    CAF_CHECK(!operation.at("summary").get<std::string>().empty());
    CAF_CHECK(operation.at("responses").contains("default"));
    CAF_CHECK(operation.at("responses").size() >= 2);
    const auto needed = rest::needed(route);
    CAF_CHECK_EQUAL(operation.contains("security"), needed == rest::permission::anyone);
    CAF_CHECK_EQUAL(operation.value("x-parley-role", ""),
                    needed == rest::permission::anyone ? "" : rest::role_name(needed));
    // Every parameter of the path is declared, and every one of the query.
    std::set<std::string> declared;
    for (const auto* list : {&path, &operation})
      if (list->contains("parameters"))
        for (const auto& p : list->at("parameters"))
          if (p.contains("name")) {
            CAF_CHECK(p.at("schema").is_object());
            declared.insert(p.at("in").get<std::string>() + ":" + p.at("name").get<std::string>());
          }
    for (const auto segment : rest::pattern_segments(route.pattern))
      if (segment[0] == '{')
        CAF_CHECK(declared.count("path:" + std::string(segment.substr(1, segment.size() - 2))));
    for (const auto name : route.query) CAF_CHECK(declared.count("query:" + std::string(name)));
  }
}

CAF_TEST(every_reference_leads_somewhere) {
  const auto document = rest::openapi_document();
  std::set<std::string> refs;
  collect_refs(document, refs);
  CAF_CHECK(refs.size() > 20);
  for (const auto& ref : refs) {
    CAF_MESSAGE(ref);
    CAF_CHECK(document.contains(json::json_pointer(ref.substr(1))));
  }
  // And no schema is there for nothing.
  for (const auto& [name, schema] : document["components"]["schemas"].items())
    CAF_CHECK(refs.count("#/components/schemas/" + name));
}

CAF_TEST(shown_records_have_the_documented_fields) {
  create_session("s1");
  say_in("s1", "hi");
  const auto schemas = rest::openapi_schemas();
  const auto check = [&](const json& shown, const std::string& schema) {
    for (const auto& [name, value] : shown.items()) {
      CAF_MESSAGE(schema + "." + name);
      CAF_CHECK(schemas[schema]["properties"].contains(name));
    }
    for (const auto& name : schemas[schema]["required"]) CAF_CHECK(shown.contains(name));
  };
  const auto session = call("GET", base + "/sessions/s1").body;
  check(session, "Session");
  check(session["participants"][0], "Participant");
  check(call("GET", messages_of("s1") + "/1").body, "Message");
  check(say_in("s1", "ho").body, "Receipt");
  check(call("GET", base + "/none").body, "Problem");
  check(call("GET", "/v1/status").body, "Status");
  check(call("POST", base + "/import", std::string("x")).body, "ImportReport");
}

CAF_TEST(status_and_health) {
  create_session("s1");
  const auto status = call("GET", "/v1/status").body;
  CAF_CHECK_EQUAL(status["uptime_s"], 90.0);
  CAF_CHECK_EQUAL(status["drivers"]["store"], "memory");
  CAF_CHECK_EQUAL(status["features"], (json{"log", "catalog"}));
  CAF_CHECK_EQUAL(status["dependencies"][0]["state"], "up");
  CAF_CHECK_EQUAL(status["creation"]["count"], 1);
  CAF_CHECK(status["creation"]["mean_ms"].is_number());
  CAF_CHECK_EQUAL(status["sessions"]["live"], 1);
  CAF_CHECK_EQUAL(status["sessions"]["cool"], 0);
  CAF_CHECK(status["sessions"]["bytes"].get<std::int64_t>() > 1000);
  CAF_CHECK(!status["version"].get<std::string>().empty());
  CAF_CHECK_EQUAL(call("GET", "/health/live").status, 200);
  CAF_CHECK_EQUAL(call("GET", "/health/ready").status, 200);
}

CAF_TEST_FIXTURE_SCOPE_END()
