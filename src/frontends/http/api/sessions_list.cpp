#include "frontends/http/api/sessions_list.hpp"

#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/cursor.hpp"
#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/session_filters.hpp"
#include "parley/domain/encode.hpp"

namespace parley::frontends::http::api {

using domain::json;

void list_sessions(const call_ptr& c) {
  auto query = read_session_query(*c);
  if (!query) return fail(*c, query.error());
  ask_page(c, std::move(*query));
}

void ask_page(const call_ptr& c, storage::session_query query) {
  const sessions_cursor list{query.order, query.oldest_first, {}};
  ask<storage::session_page>(
      c,
      [list](const call_ptr& same, storage::session_page page) {
        auto kept = std::make_shared<storage::session_page>(std::move(page));
        offload(*same->node, [same, kept, list] {
          auto items = json::array();
          for (const auto& view : kept->items) items.push_back(domain::encode(view));
          auto next = json(nullptr);
          if (kept->next)
            next = write_cursor(sessions_cursor{list.order, list.oldest_first, *kept->next});
          send(*same, 200, {{"items", std::move(items)}, {"next", std::move(next)}});
        });
      },
      protocol::list_atom_v, c->caller, std::move(query));
}

}  // namespace parley::frontends::http::api
