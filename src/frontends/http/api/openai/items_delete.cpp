#include <memory>

#include "frontends/http/api/openai/ask_or.hpp"
#include "frontends/http/api/openai/call_group.hpp"
#include "frontends/http/api/openai/conversation.hpp"
#include "frontends/http/api/openai/find_item.hpp"
#include "frontends/http/api/openai/handlers.hpp"

namespace parley::frontends::http::api::openai {

namespace {

void answer_conversation(const call_ptr& c) { get_conversation(c); }

void erase(const call_ptr& c, std::vector<std::int64_t> seqs) {
  ask<domain::erasure>(
      c, [](const call_ptr& same, const domain::erasure&) { answer_conversation(same); },
      protocol::blank_atom_v, c->caller, conversation_of(*c),
      protocol::blank_command{{}, std::move(seqs), {}, {}});
}

void gather(const call_ptr& c, const std::shared_ptr<call_group>& group) {
  ask<protocol::message_page>(
      c,
      [group](const call_ptr& same, const protocol::message_page& messages) {
        if (!group->add(messages)) return gather(same, group);
        erase(same, group->seqs());
      },
      protocol::page_atom_v, c->caller, conversation_of(*c), group->next(c->node->limits));
}

}  // namespace

void delete_item(const call_ptr& c) {
  find_item(c, c->path[4],
            {base::errc::not_found, "item_id", "There is no such item in this conversation."},
            [](const call_ptr& same, const found_item& found) {
              if (found.message.status == domain::message_status::erased)
                return answer_conversation(same);
              if (found.message.tool_calls.empty()) return erase(same, {found.message.seq});
              gather(same, std::make_shared<call_group>(found.message));
            });
}

}  // namespace parley::frontends::http::api::openai
