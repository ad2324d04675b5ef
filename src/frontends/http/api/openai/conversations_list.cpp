#include <memory>

#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/openai/ask_or.hpp"
#include "frontends/http/api/openai/conversation.hpp"
#include "frontends/http/api/openai/handlers.hpp"
#include "frontends/http/api/openai/list.hpp"
#include "frontends/http/api/openai/list_query.hpp"
#include "parley/domain/keys.hpp"

namespace parley::frontends::http::api::openai {

using base::errc;

namespace {

base::status no_such_after() {
  return {errc::invalid_argument, "after", "after must be the id of a conversation."};
}

void ask_list(const call_ptr& c, storage::session_query query) {
  ask<storage::session_page>(
      c,
      [](const call_ptr& same, storage::session_page page) {
        auto kept = std::make_shared<storage::session_page>(std::move(page));
        offload(*same->node, [same, kept] {
          std::vector<domain::json> shown;
          for (const auto& view : kept->items) shown.push_back(encode_conversation(view));
          send(*same, 200, list_of(std::move(shown), kept->next.has_value()));
        });
      },
      protocol::list_atom_v, c->caller, std::move(query));
}

}  // namespace

void list_conversations(const call_ptr& c) {
  const auto wanted = read_list_query(*c);
  if (!wanted) return fail(*c, wanted.error());
  storage::session_query query;
  query.tenant = c->caller.tenant;
  query.oldest_first = wanted->oldest_first;
  query.items_max = wanted->limit;
  query.rows_examined_max = c->node->limits.page_rows_examined;
  const auto* after = parameter(*c, "after");
  if (!after) return ask_list(c, std::move(query));
  if (!domain::is_id(*after)) return fail(*c, no_such_after());
  ask_or<domain::session_view>(
      c,
      [query = std::move(query)](const call_ptr& same, const domain::session_view& view) mutable {
        query.after = {view.record.created_at, view.record.session_id};
        ask_list(same, std::move(query));
      },
      [](const call_ptr& same, base::status why) {
        const bool missing = why.code == errc::not_found || why.code == errc::erased;
        fail(*same, missing ? no_such_after() : std::move(why));
      },
      protocol::get_atom_v, c->caller, storage::session_ref{c->caller.tenant, *after});
}

}  // namespace parley::frontends::http::api::openai
