#include "frontends/http/api/openai/find_item.hpp"

#include <memory>

#include "frontends/http/api/openai/ask_or.hpp"
#include "frontends/http/api/openai/item_ids.hpp"
#include "frontends/http/api/openai/show_items.hpp"

namespace parley::frontends::http::api::openai {

using base::errc;

namespace {

struct item_search {
  std::string id;
  std::vector<std::string> messages;  ///< those that may have it
  std::size_t next = 0;
  base::status missing;
  find_then then;
};
using search_ptr = std::shared_ptr<item_search>;

std::optional<std::size_t> part_of(const domain::message& m, const std::string& id) {
  if (m.status == domain::message_status::erased) return 0;
  const auto items = items_of(m);
  for (std::size_t part = 0; part < items.size(); ++part)
    if (items[part].at("id") == id) return part;
  return std::nullopt;
}

/// Without a conversation there is no item either, and that is what went wrong.
void answer_missing(const call_ptr& c, const search_ptr& search) {
  ask<domain::session_view>(
      c,
      [search](const call_ptr& same, const domain::session_view&) { fail(*same, search->missing); },
      protocol::get_atom_v, c->caller, conversation_of(*c));
}

void look(const call_ptr& c, const search_ptr& search) {
  if (search->next == search->messages.size()) return answer_missing(c, search);
  const auto& name = search->messages[search->next++];
  ask_or<domain::message>(
      c,
      [search](const call_ptr& same, domain::message m) {
        const auto part = part_of(m, search->id);
        if (!part) return look(same, search);
        search->then(same, {std::move(m), *part});
      },
      [search](const call_ptr& same, base::status why) {
        if (why.code != errc::not_found) return fail(*same, std::move(why));
        look(same, search);
      },
      protocol::find_atom_v, c->caller, conversation_of(*c), name);
}

}  // namespace

void find_item(const call_ptr& c, const std::string& id, base::status missing, find_then then) {
  look(c, std::make_shared<item_search>(
              item_search{id, message_ids_of(id), 0, std::move(missing), std::move(then)}));
}

}  // namespace parley::frontends::http::api::openai
