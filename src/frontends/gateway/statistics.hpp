#pragma once

#include "frontends/gateway/parameters.hpp"
#include "parley/domain/json.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::frontends::gateway {

/// `agent`, and the days `from` and `to`.
base::result<storage::statistics_query> read_statistics_query(const parameter_list& from);

/// What was found for the query.
domain::json encode(const storage::statistics_query& query, const storage::statistics& found);

}  // namespace parley::frontends::gateway
