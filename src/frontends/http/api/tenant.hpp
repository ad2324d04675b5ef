#pragma once

#include <string>
#include <vector>

#include "frontends/http/transport/exchange.hpp"

namespace parley::frontends::http::api {

/// The tenant on whose behalf a request acts: the one that its path names, `default` for the
/// conversations of `/v1/conversations`, none for the node's own routes. `path` is decoded.
std::string tenant_of(const transport::request& request, const std::vector<std::string>& path);

}  // namespace parley::frontends::http::api
