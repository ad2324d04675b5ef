#pragma once

#include <vector>

#include "parley/domain/json.hpp"

namespace parley::frontends::http::api::openai {

/// The form of every list of this API: `{object, data, first_id, last_id, has_more}`.
domain::json list_of(std::vector<domain::json> items, bool has_more);

}  // namespace parley::frontends::http::api::openai
