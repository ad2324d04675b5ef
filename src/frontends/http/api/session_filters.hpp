#pragma once

#include "parley/base/status.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::frontends::http::api {

struct call;

/// The filters, order, cursor and limit of GET /sessions.
base::result<storage::session_query> read_session_query(const call& c);

}  // namespace parley::frontends::http::api
