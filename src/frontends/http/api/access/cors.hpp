#pragma once

#include <string>

#include "frontends/http/api/access/access.hpp"
#include "frontends/http/transport/exchange.hpp"

namespace parley::frontends::http::api {

/// Whether a browser asks what it may ask (CORS, Fetch standard).
bool is_preflight(const transport::request& request);

/// What it is told; `allow` lists the methods of the route.
transport::response preflight_answer(const transport::request& request, const access& rules,
                                     const std::string& allow);

/// The same responder, which adds what lets the page read the answer when its site may.
transport::responder with_cors(const transport::request& request, const access& rules,
                               transport::responder respond);

}  // namespace parley::frontends::http::api
