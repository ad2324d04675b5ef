#pragma once

#include "frontends/gateway/parameters.hpp"
#include "parley/domain/json.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::frontends::gateway {

/// `q`, `session`, `user`, `limit` and `cursor` of a search.
base::result<storage::search_query> read_search_query(const parameter_list& from,
                                                      const base::limits& limits);

/// `{items, next, indexed_upto}`.
domain::json encode(const storage::search_page& page);

}  // namespace parley::frontends::gateway
