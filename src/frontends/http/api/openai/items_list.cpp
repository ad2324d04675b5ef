#include <memory>

#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/openai/ask_or.hpp"
#include "frontends/http/api/openai/find_item.hpp"
#include "frontends/http/api/openai/handlers.hpp"
#include "frontends/http/api/openai/item_page.hpp"
#include "frontends/http/api/openai/list.hpp"
#include "frontends/http/api/openai/list_query.hpp"

namespace parley::frontends::http::api::openai {

namespace {

using page_ptr = std::shared_ptr<item_page>;

void gather(const call_ptr& c, const page_ptr& page) {
  ask<protocol::message_page>(
      c,
      [page](const call_ptr& same, protocol::message_page messages) {
        auto kept = std::make_shared<protocol::message_page>(std::move(messages));
        offload(*same->node, [same, page, kept] {
          guarded(same, [&] {
            if (!page->add(*kept, same->node->limits)) return gather(same, page);
            send(*same, 200, list_of(page->items(), page->has_more()));
          });
        });
      },
      protocol::page_atom_v, c->caller, conversation_of(*c), page->next(c->node->limits));
}

}  // namespace

void list_items(const call_ptr& c) {
  const auto wanted = read_list_query(*c);
  if (!wanted) return fail(*c, wanted.error());
  const auto* after = parameter(*c, "after");
  const auto begin = [wanted = *wanted](const call_ptr& same, std::optional<item_place> place) {
    gather(same, std::make_shared<item_page>(wanted.oldest_first, wanted.limit, place));
  };
  if (!after) return begin(c, std::nullopt);
  find_item(c, *after,
            {base::errc::invalid_argument, "after",
             "after must be the id of an item of this conversation."},
            [begin](const call_ptr& same, const found_item& found) {
              begin(same, item_place{found.message.seq, found.part});
            });
}

}  // namespace parley::frontends::http::api::openai
