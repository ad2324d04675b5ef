#pragma once

#include <string>

#include "frontends/gateway/parameters.hpp"
#include "parley/domain/json.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::frontends::gateway {

/// The filters, order, cursor and limit of a list of sessions.
base::result<storage::session_query> read_session_query(const parameter_list& from,
                                                        const std::string& tenant,
                                                        const base::limits& limits);

/// `{items, next}`: a page of a list of this order.
domain::json encode(const storage::session_page& page, storage::list_order order,
                    bool oldest_first);

}  // namespace parley::frontends::gateway
