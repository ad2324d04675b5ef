#include "api.hpp"

#include "frontends/http/transport/target.hpp"
#include "parley/domain/json.hpp"

namespace parley::tools {

namespace {

base::errc code_of(int status) {
  switch (status) {
    case 400:
      return base::errc::invalid_argument;
    case 401:
      return base::errc::unauthorized;
    case 403:
      return base::errc::forbidden;
    case 404:
      return base::errc::not_found;
    case 409:
      return base::errc::conflict;
    case 410:
      return base::errc::erased;
    case 413:
      return base::errc::too_large;
    case 429:
      return base::errc::rate_limited;
    case 503:
      return base::errc::unavailable;
    case 504:
      return base::errc::unknown_outcome;
    default:
      return base::errc::internal;
  }
}

std::string text_of(const domain::json& problem, const char* field) {
  const auto found = problem.find(field);
  return found != problem.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

}  // namespace

std::optional<base::status> failure_of(const reply& r) {
  if (r.status >= 200 && r.status < 300) return std::nullopt;
  base::status failure{code_of(r.status), "", "the server answered " + std::to_string(r.status)};
  const auto problem = domain::parse_json(r.body);
  if (problem && problem->is_object()) {
    failure.field = text_of(*problem, "field");
    if (auto detail = text_of(*problem, "detail"); !detail.empty()) failure.text = detail;
  }
  return failure;
}

std::string tenant_path(const std::string& tenant, const std::string& rest) {
  return "/v1/tenants/" + frontends::http::transport::percent_encode(tenant) + rest;
}

}  // namespace parley::tools
