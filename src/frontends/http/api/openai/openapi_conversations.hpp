#pragma once

#include <string_view>

#include "parley/domain/json.hpp"

namespace parley::frontends::http::api::openai {

/// The schemas that the routes of this API name.
domain::json openapi_schemas();

/// A parameter object of this API; null for a name that it uses like the other routes.
domain::json openapi_parameter(std::string_view name);

}  // namespace parley::frontends::http::api::openai
