#define CAF_SUITE frontends_request_meter
#include "frontends/http/api/request_meter.hpp"

#include <map>
#include <set>

#include "caf/test/unit_test.hpp"
#include "frontends/http/api/openapi.hpp"
#include "frontends/http/api/route.hpp"
#include "parley/telemetry/field_counts.hpp"

using namespace parley;
using namespace std::chrono_literals;
namespace rest = frontends::http::api;

namespace {

using series = std::map<std::pair<std::string, std::string>, std::uint64_t>;

series shown(const rest::request_meter& meter) {
  series all;
  meter.visit([&](std::string_view route, std::string_view status,
                  const telemetry::histogram& took_us) {
    std::uint64_t n = 0;
    for (const auto one : took_us.read().counts) n += one;
    const auto fresh = all.emplace(std::pair{std::string{route}, std::string{status}}, n).second;
    CAF_CHECK(fresh);  // two equal series are no page
  });
  return all;
}

const rest::route* of(std::string_view method, std::string_view pattern) {
  for (const auto& r : rest::routes())
    if (r.method == method && r.pattern == pattern) return &r;
  return nullptr;
}

/// The fields that a schema names, at any depth.
void fields_of(const domain::json& schema, const domain::json& all, std::set<std::string>& into,
               int depth = 0) {
  if (depth > 8) return;
  if (schema.is_array())
    for (const auto& one : schema) fields_of(one, all, into, depth + 1);
  if (!schema.is_object()) return;
  for (const auto& [key, value] : schema.items()) {
    if (key == "$ref")
      fields_of(all.at(value.get<std::string>().substr(21)), all, into, depth + 1);
    else if (key == "properties")
      for (const auto& [name, inner] : value.items()) {
        into.insert(name);
        fields_of(inner, all, into, depth + 1);
      }
    else
      fields_of(value, all, into, depth + 1);
  }
}

}  // namespace

CAF_TEST(methods_of_a_path_share_its_pattern) {
  rest::request_meter meter;
  const std::string sessions = "/v1/tenants/{tenant}/sessions";
  meter.record(of("GET", sessions), 200, 1ms);
  meter.record(of("POST", sessions), 200, 2ms);
  meter.record(of("POST", sessions), 201, 2ms);
  meter.record(nullptr, 404, 1us);
  meter.record(nullptr, 299, 1us);
  CAF_CHECK(shown(meter) == (series{{{sessions, "200"}, 2},
                                    {{sessions, "201"}, 1},
                                    {{"other", "404"}, 1},
                                    {{"other", "other"}, 1}}));
}

CAF_TEST(every_route_has_its_series) {
  rest::request_meter meter;
  std::set<std::string> patterns;
  for (const auto& r : rest::routes()) {
    meter.record(&r, 200, 1ms);
    patterns.emplace(r.pattern);
  }
  CAF_CHECK_EQUAL(shown(meter).size(), patterns.size());
}

CAF_TEST(every_field_of_a_request_is_a_label) {
  const auto schemas = rest::openapi_schemas();
  std::set<std::string> fields;
  for (const auto& r : rest::routes()) {
    for (const auto name : r.query)
      if (name != "metadata.*") fields.emplace(name);
    for (const auto name : r.headers) fields.emplace(name);
    if (!r.request_schema.empty())
      fields_of(schemas.at(std::string{r.request_schema}), schemas, fields);
  }
  CAF_CHECK(fields.size() > 40);
  for (const auto& field : fields) {
    CAF_MESSAGE(field);
    CAF_CHECK_EQUAL(telemetry::field_label(field), field);
  }
}
