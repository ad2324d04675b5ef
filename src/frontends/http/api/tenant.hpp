#pragma once

#include <string>
#include <vector>

#include "frontends/http/api/access/asker.hpp"
#include "frontends/http/transport/exchange.hpp"

namespace parley::frontends::http::api {

/// The tenant on whose behalf a request acts: the one that its path names; for `/v1/conversations` the
/// one of its key, `default` without keys; none for the node's own routes. `path` is decoded.
std::string tenant_of(const transport::request& request, const std::vector<std::string>& path,
                      const asker& from);

}  // namespace parley::frontends::http::api
