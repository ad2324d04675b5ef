#pragma once

#include "frontends/http/api/call.hpp"
#include "parley/domain/decode.hpp"

namespace parley::frontends::http::api {

/// Decodes one creation; below `parent`, where that is not empty.
base::result<domain::session_request> read_creation(const call& c, const domain::json& value,
                                                    const std::string& parent);

/// A creation below `parent`, or of a session that names its parent, if any, itself.
void create_below(const call_ptr& c, const std::string& parent);

/// The array form: every element gets its own status. A session may name one before it in the array
/// as its parent.
void create_many_sessions(const call_ptr& c, const domain::json& list, const std::string& parent);

}  // namespace parley::frontends::http::api
