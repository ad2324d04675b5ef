#pragma once

#include "frontends/http/api/call.hpp"
#include "parley/domain/decode.hpp"

namespace parley::frontends::http::api {

/// Decodes one creation, and refuses what this version cannot do yet.
base::result<domain::session_request> read_creation(const call& c, const domain::json& value);

/// The array form of POST /sessions: every element gets its own status.
void create_many_sessions(const call_ptr& c, const domain::json& list);

}  // namespace parley::frontends::http::api
