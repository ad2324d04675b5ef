#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frontends/http/transport/exchange.hpp"
#include "parley/base/status.hpp"

namespace parley::frontends::http::transport {

/// The HTTP status under which a failure is answered.
int http_status(base::errc code);

/// "Not Found" for 404; "Unknown" for a number that this server never sends.
std::string_view reason_phrase(int status);

/// The answer to a failed request: `application/problem+json` (RFC 9457) with type, title, status,
/// detail, code, field, request_id, and `errors` when there are more. Retry-After (whole seconds,
/// rounded up) when the failure has a hint. `http` replaces the status that the code maps to.
response problem(const base::status& failure, std::string_view request_id,
                 const std::vector<base::status>& more = {}, int http = 0);

/// Whether a client's X-Request-Id is taken over: 1 to 128 visible ASCII characters.
bool legal_request_id(std::string_view id);

}  // namespace parley::frontends::http::transport
