#include "frontends/http/api/tenant.hpp"

#include "frontends/http/api/openai/error_body.hpp"

namespace parley::frontends::http::api {

std::string tenant_of(const transport::request& request, const std::vector<std::string>& path,
                      const asker& from) {
  if (openai::owns(request.path))
    return from.is == asker::kind::holder ? from.key.tenant : "default";
  return path.size() > 2 ? path[2] : "";
}

}  // namespace parley::frontends::http::api
