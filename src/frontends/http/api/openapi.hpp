#pragma once

#include <string_view>

#include "parley/domain/json.hpp"

namespace parley::frontends::http::api {

/// The OpenAPI 3.1 document of the route table.
domain::json openapi_document();

/// The schemas that routes name, as members of components/schemas.
domain::json openapi_schemas();
domain::json openapi_schemas_trees();
domain::json openapi_schemas_store();
domain::json openapi_schemas_context();
domain::json openapi_schemas_migration();
domain::json openapi_schemas_streams();
domain::json openapi_schemas_keys();

/// Those of forks, comparisons and prior history.
domain::json openapi_branch_schemas();

/// A parameter object: of a path for a name in braces, else of the query.
domain::json openapi_parameter(std::string_view name);

}  // namespace parley::frontends::http::api
