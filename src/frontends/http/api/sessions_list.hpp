#pragma once

#include "frontends/http/api/call.hpp"

namespace parley::frontends::http::api {

/// Answers with a page of sessions.
void ask_page(const call_ptr& c, storage::session_query query);

}  // namespace parley::frontends::http::api
