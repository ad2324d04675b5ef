#pragma once

#include <cstdint>

#include "frontends/http/api/call.hpp"

namespace parley::frontends::http::api::openai {

/// How a list is asked for, besides where it begins.
struct list_query {
  bool oldest_first = false;
  std::int64_t limit = 20;
};

/// `order` (asc, or desc, the default) and `limit` (1 to limits.page_items, 20 when absent).
base::result<list_query> read_list_query(const call& c);

}  // namespace parley::frontends::http::api::openai
