#pragma once

#include <string_view>

#include "frontends/http/transport/exchange.hpp"
#include "parley/base/status.hpp"

namespace parley::frontends::http::api::openai {

/// Whether the path (percent-encoded) belongs to this API.
bool owns(std::string_view path);

/// `{"error": {message, type, param, code}}`. The code is that of the other interfaces, but what
/// was erased is not found, as nothing of this API is ever gone. Retry-After as in a problem
/// document. A conflict, which does not pass by itself, and what may have been done are marked so
/// that the SDKs do not repeat them.
transport::response error_answer(const base::status& why);

}  // namespace parley::frontends::http::api::openai
