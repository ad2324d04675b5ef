#pragma once

#include <span>
#include <string_view>

#include "parley/domain/json.hpp"

namespace parley::frontends::http::api {

/// What is said of a parameter; a name in braces is one of the path.
struct documented_parameter {
  std::string_view name;
  std::string_view schema;  ///< JSON
  std::string_view what;
};

/// The parameter object of that name; null when it is not among them.
domain::json find_parameter(std::string_view name, std::span<const documented_parameter> among);

}  // namespace parley::frontends::http::api
