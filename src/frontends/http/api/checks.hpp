#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "frontends/http/api/route.hpp"
#include "frontends/http/transport/exchange.hpp"
#include "frontends/http/transport/target.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"

namespace parley::frontends::http::api {

// What a request must be before its handler looks at it, and what handlers read from it.

/// Every parameter is one that the route allows, and is there once, or is called `NAME[]`.
base::result<transport::query_list> read_query(const route& to, std::string_view query);

/// A body has the media type that the route takes; a missing one is only accepted without a body.
base::result<void> check_content_type(const route& to, const transport::request& request);

/// The query parameter, or nullptr.
const std::string* parameter(const call& c, std::string_view name);

/// A whole number from `least` to `most`; nullopt when absent.
base::result<std::optional<std::int64_t>> integer_parameter(const call& c, std::string_view name,
                                                            std::int64_t least, std::int64_t most);

/// `limit`: 1 to limits.page_items, 50 when absent.
base::result<std::int64_t> page_limit(const call& c);

/// The body as JSON; invalid_argument when it is empty.
base::result<domain::json> json_body(const call& c);

/// The optional body is an object without a field.
base::result<void> nothing_in_body(const call& c);

/// The optional body `{reason?}`; empty when there is none.
base::result<std::string> reason_in_body(const call& c);

/// The number in `If-Match: "7"`; nullopt when there is no such header or it is `*`. A tag that is
/// no number of ours gives -1, which matches nothing.
base::result<std::optional<std::int64_t>> if_match(const call& c);

}  // namespace parley::frontends::http::api
