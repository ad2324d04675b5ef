#include "frontends/http/api/readiness.hpp"

#include <algorithm>

namespace parley::frontends::http::api {

bool readiness::ready() const {
  return !stopping && std::ranges::all_of(dependencies, [](const dependency_check& d) {
    return d.up || !d.required;
  });
}

domain::json encode(const readiness& r) {
  auto dependencies = domain::json::array();
  for (const auto& d : r.dependencies) {
    domain::json shown{{"name", d.name},
                       {"state", d.up ? "up" : "down"},
                       {"required", d.required},
                       {"ms", static_cast<double>(d.took.count()) / 1000.0}};
    if (!d.up) shown["reason"] = d.reason;
    dependencies.push_back(std::move(shown));
  }
  const auto* status = r.stopping ? "stopping" : r.ready() ? "ready" : "not_ready";
  return {{"status", status}, {"dependencies", std::move(dependencies)}};
}

}  // namespace parley::frontends::http::api
