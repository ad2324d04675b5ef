#include "frontends/http/api/openai/list_query.hpp"

#include <algorithm>

#include "frontends/http/api/checks.hpp"

namespace parley::frontends::http::api::openai {

base::result<list_query> read_list_query(const call& c) {
  const auto most = c.node->limits.page_items;
  const auto limit = integer_parameter(c, "limit", 1, most);
  if (!limit) return base::fail(limit.error());
  list_query query;
  query.limit = limit->value_or(std::min(query.limit, most));
  const auto* order = parameter(c, "order");
  if (order && *order != "asc" && *order != "desc")
    return base::fail(base::errc::invalid_argument, "order", "The order must be asc or desc.");
  query.oldest_first = order && *order == "asc";
  return query;
}

}  // namespace parley::frontends::http::api::openai
