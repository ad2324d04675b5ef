#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "frontends/http/api/access/permission.hpp"
#include "frontends/http/api/access/quota.hpp"

namespace parley::frontends::http::api {

struct call;
using call_ptr = std::shared_ptr<call>;

enum class body_kind { none, json, optional_json, json_lines };

/// One way in which a route answers; `schema` is a name of the OpenAPI document, empty for none.
struct answer {
  int status = 200;
  std::string_view schema;
  std::string_view what;
};

/// A route is data: dispatch, checks and the OpenAPI document are made from the same row.
struct route {
  std::string_view method;
  std::string_view pattern;    ///< "/v1/tenants/{tenant}/sessions"
  std::string_view operation;  ///< operationId
  std::string_view summary;
  void (*run)(const call_ptr&) = nullptr;
  body_kind body = body_kind::none;
  std::string_view request_schema;
  std::vector<answer> answers;
  std::vector<std::string_view> query;    ///< parameters that are allowed; "metadata.*" any such
  std::vector<std::string_view> headers;  ///< request headers that mean something here
  permission needs = permission::by_method;
  growth adds = growth::nothing;
};

/// All routes, grouped by path.
std::span<const route> routes();

/// Where a request goes. `hit` is null for an unknown path (`allow` empty) and for a known path
/// without this method (`allow` lists what there is).
struct match {
  const route* hit = nullptr;
  std::string allow;
};

/// HEAD finds the route of GET. `segments` are decoded; an empty one fits no parameter.
match find_route(std::string_view method, std::span<const std::string> segments);

/// The segments of a pattern: {"v1", "tenants", "{tenant}"}.
std::vector<std::string_view> pattern_segments(std::string_view pattern);

}  // namespace parley::frontends::http::api
