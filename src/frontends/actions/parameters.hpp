#pragma once

#include <initializer_list>
#include <string_view>

#include "frontends/gateway/parameters.hpp"
#include "parley/domain/json.hpp"

namespace parley::frontends::actions {

/// The members of an action's data as the query that says the same: texts and whole numbers, null
/// is absent. `metadata.*` allows any `metadata.KEY`, whose value may be any JSON.
base::result<gateway::parameter_list> read_parameters(
    const domain::json& data, std::initializer_list<std::string_view> allowed);

}  // namespace parley::frontends::actions
