#include "frontends/http/api/openai/find_item.hpp"
#include "frontends/http/api/openai/handlers.hpp"
#include "frontends/http/api/openai/show_items.hpp"

namespace parley::frontends::http::api::openai {

void get_item(const call_ptr& c) {
  const base::status missing{base::errc::not_found, "item_id",
                             "There is no such item in this conversation."};
  find_item(c, c->path[4], missing, [missing](const call_ptr& same, const found_item& found) {
    const auto items = items_of(found.message);
    if (items.empty()) return fail(*same, missing);
    send(*same, 200, items.at(found.part));
  });
}

}  // namespace parley::frontends::http::api::openai
