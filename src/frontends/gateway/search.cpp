#include "frontends/gateway/search.hpp"

#include "frontends/gateway/cursor.hpp"
#include "parley/base/utf8.hpp"
#include "parley/domain/keys.hpp"

namespace parley::frontends::gateway {

using base::errc;
using domain::json;

namespace {

constexpr std::size_t question_max = 1000;

}  // namespace

base::result<storage::search_query> read_search_query(const parameter_list& from,
                                                      const base::limits& limits) {
  storage::search_query query;
  const auto* text = parameter(from, "q");
  if (!text)
    return base::fail(errc::invalid_argument, "q", "The parameter q is missing: what to look for.");
  if (base::code_points(*text) > question_max)
    return base::fail(errc::invalid_argument, "q", "q has at most 1000 characters.");
  query.text = *text;
  if (const auto* session = parameter(from, "session")) {
    if (!domain::is_id(*session))
      return base::fail(errc::invalid_argument, "session",
                        "A session id has 1 to 128 characters of A-Z a-z 0-9 . _ : ~ -.");
    query.session = *session;
  }
  if (const auto* user = parameter(from, "user")) query.user = *user;
  const auto limit = page_limit(from, limits);
  if (!limit) return base::fail(limit.error());
  query.items_max = *limit;
  query.rows_examined_max = limits.page_rows_examined;
  if (const auto* cursor = parameter(from, "cursor")) {
    const auto place = read_history_cursor(*cursor);
    if (!place) return base::fail(place.error());
    query.before = place->seq;
  }
  return query;
}

json encode(const storage::search_page& page) {
  auto items = json::array();
  for (const auto& hit : page.items)
    items.push_back({{"session_id", hit.session_id},
                     {"seq", hit.seq},
                     {"snippet", hit.snippet},
                     {"score", hit.score}});
  auto next = page.next ? json(write_cursor(history_cursor{false, *page.next})) : json(nullptr);
  return {{"items", std::move(items)},
          {"next", std::move(next)},
          {"indexed_upto", base::format_time(page.indexed_upto)}};
}

}  // namespace parley::frontends::gateway
