#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/cursor.hpp"
#include "frontends/http/api/handlers.hpp"
#include "parley/base/utf8.hpp"
#include "parley/domain/keys.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;

namespace {

constexpr std::size_t question_max = 1000;

base::result<storage::search_query> read_search_query(const call& c) {
  storage::search_query query;
  const auto* text = parameter(c, "q");
  if (!text) return base::fail(errc::invalid_argument, "q", "The parameter q is missing: what to look for.");
  if (base::code_points(*text) > question_max)
    return base::fail(errc::invalid_argument, "q", "q has at most 1000 characters.");
  query.text = *text;
  if (const auto* session = parameter(c, "session")) {
    if (!domain::is_id(*session))
      return base::fail(errc::invalid_argument, "session",
                        "A session id has 1 to 128 characters of A-Z a-z 0-9 . _ : ~ -.");
    query.session = *session;
  }
  if (const auto* user = parameter(c, "user")) query.user = *user;
  const auto limit = page_limit(c);
  if (!limit) return base::fail(limit.error());
  query.items_max = *limit;
  query.rows_examined_max = c.node->limits.page_rows_examined;
  if (const auto* cursor = parameter(c, "cursor")) {
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

}  // namespace

void search_messages(const call_ptr& c) {
  auto query = read_search_query(*c);
  if (!query) return fail(*c, query.error());
  ask<storage::search_page>(
      c,
      [](const call_ptr& same, const storage::search_page& page) { send(*same, 200, encode(page)); },
      protocol::search_atom_v, c->caller, std::move(*query));
}

}  // namespace parley::frontends::http::api
