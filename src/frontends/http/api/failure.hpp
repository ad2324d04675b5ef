#pragma once

#include "frontends/http/transport/exchange.hpp"
#include "parley/base/status.hpp"

namespace parley::frontends::http::api {

/// How a failure is told to who asked: as a problem document, on the routes of the OpenAI API in
/// its own form.
transport::response failure(const transport::request& request, const base::status& why);

}  // namespace parley::frontends::http::api
