#include <memory>

#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/idempotent.hpp"
#include "frontends/http/api/openai/ask_or.hpp"
#include "frontends/http/api/openai/conversation.hpp"
#include "frontends/http/api/openai/handlers.hpp"
#include "frontends/http/api/openai/list.hpp"
#include "frontends/http/api/openai/show_items.hpp"

namespace parley::frontends::http::api::openai {

using base::errc;

namespace {

/// Items on their way into a conversation.
struct addition {
  std::vector<domain::message> messages;
  std::size_t checked = 0;
  std::optional<storage::idempotency> key;
};
using addition_ptr = std::shared_ptr<addition>;

void answer(const call_ptr& c, const addition_ptr& added,
            const std::vector<protocol::receipt>& receipts, bool replayed) {
  for (std::size_t i = 0; i < added->messages.size(); ++i)
    added->messages[i].message_id = receipts.at(i).message_id;
  offload(*c->node, [c, added, replayed] {
    guarded(c, [&] {
      std::vector<domain::json> items;
      for (const auto& m : added->messages) items.push_back(items_of(m).at(0));
      send(*c, 200, list_of(std::move(items), false), marked(replayed));
    });
  });
}

void append(const call_ptr& c, const addition_ptr& added) {
  protocol::append_command command;
  command.messages = added->messages;
  command.once = added->key;
  ask<protocol::append_reply>(
      c,
      [added](const call_ptr& same, const protocol::append_reply& r) {
        answer(same, added, r.receipts, r.replayed);
      },
      protocol::append_atom_v, c->caller, conversation_of(*c), std::move(command));
}

/// An id that the client gives may be there already. The store compares what both say in a
/// message's fields; an original beside them is compared here. The id of an erased item is never
/// used again, so its successor gets another one.
void check_next(const call_ptr& c, const addition_ptr& added) {
  auto& at = added->checked;
  auto& messages = added->messages;
  while (at < messages.size() && messages[at].message_id.empty()) ++at;
  if (at == messages.size()) return append(c, added);
  ask_or<domain::message>(
      c,
      [added](const call_ptr& same, const domain::message& there) {
        auto& mine = added->messages[added->checked];
        if (there.status == domain::message_status::erased)
          mine.message_id.clear();
        else if (items_of(there) != items_of(mine))
          return fail(*same, {errc::conflict, "items[" + std::to_string(added->checked) + "].id",
                              "The conversation has another item of this id."});
        ++added->checked;
        check_next(same, added);
      },
      [added](const call_ptr& same, base::status why) {
        if (why.code != errc::not_found) return fail(*same, std::move(why));
        ++added->checked;
        check_next(same, added);
      },
      protocol::find_atom_v, c->caller, conversation_of(*c), messages[at].message_id);
}

}  // namespace

void create_items(const call_ptr& c) {
  const auto body = json_body(*c);
  if (!body) return fail(*c, body.error());
  auto messages = read_addition(*body, c->node->limits);
  if (!messages) return fail(*c, messages.error());
  const auto added = std::make_shared<addition>();
  added->messages = std::move(*messages);
  once(
      c,
      [added](const call_ptr& same, const protocol::replay& found) {
        answer(same, added, found.receipts, true);
      },
      [added](const call_ptr& same, std::optional<storage::idempotency> key) {
        added->key = std::move(key);
        check_next(same, added);
      });
}

}  // namespace parley::frontends::http::api::openai
