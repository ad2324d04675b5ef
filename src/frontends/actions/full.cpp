#include <limits>
#include <memory>

#include "frontends/actions/handlers.hpp"
#include "frontends/gateway/bodies.hpp"
#include "frontends/gateway/cursor.hpp"
#include "parley/domain/encode.hpp"
#include "parley/domain/summary.hpp"

namespace parley::frontends::actions {

using domain::json;

namespace {

/// A conversation while it is put together.
struct whole {
  json shown;
  std::int64_t bytes = 0;
  std::int64_t last_seq = 0;
};
using whole_ptr = std::shared_ptr<whole>;

std::int64_t size_of(const domain::message& m) {
  const auto content = m.content ? m.content->size() : 0;
  return static_cast<std::int64_t>(content + m.metadata.text.size() + m.tool_calls.text.size() +
                                   m.item.text.size());
}

void read_summaries(const action_ptr& a, const whole_ptr& w) {
  const std::int64_t skip = 0;
  ask<protocol::summary_page>(
      a,
      [w](const action_ptr& same, const protocol::summary_page& page) {
        auto& items = w->shown["summaries"] = json::array();
        for (const auto& s : page.items) items.push_back(domain::encode(s));
        succeed(same, std::move(w->shown));
      },
      protocol::summaries_atom_v, a->caller, a->session(), skip, a->node->limits.page_items);
}

void read_page(const action_ptr& a, const whole_ptr& w);

/// What does not fit one reply is left to a cursor of get_history.
void take_page(const action_ptr& a, const whole_ptr& w, const protocol::message_page& page) {
  for (const auto& m : page.items) {
    w->bytes += size_of(m);
    w->last_seq = m.seq;
    w->shown["messages"].push_back(domain::encode(m));
  }
  const bool more = !page.items.empty() && w->last_seq < page.last_seq;
  if (more && w->bytes < a->node->limits.page_bytes) return read_page(a, w);
  w->shown["next"] = more ? json(gateway::write_cursor(gateway::history_cursor{true, w->last_seq}))
                          : json(nullptr);
  read_summaries(a, w);
}

void read_page(const action_ptr& a, const whole_ptr& w) {
  storage::page_request request;
  request.after = w->last_seq;
  request.upto = std::numeric_limits<std::int64_t>::max();
  request.items_max = a->node->limits.page_items;
  request.bytes_max = a->node->limits.page_bytes - w->bytes;
  ask<protocol::message_page>(
      a,
      [w](const action_ptr& same, protocol::message_page page) {
        auto kept = std::make_shared<protocol::message_page>(std::move(page));
        offload(same, [same, w, kept] { take_page(same, w, *kept); });
      },
      protocol::page_atom_v, a->caller, a->session(), request);
}

}  // namespace

void get_full(const action_ptr& a) {
  if (auto legal = gateway::read_nothing(a->said.data); !legal)
    return fail(a, std::move(legal.error()));
  ask<domain::session_view>(
      a,
      [](const action_ptr& same, const domain::session_view& view) {
        auto session = domain::encode(view);
        session["history_length"] = view.message_count();
        auto w = std::make_shared<whole>();
        w->shown = {{"session", std::move(session)}, {"messages", json::array()}};
        read_page(same, w);
      },
      protocol::get_atom_v, a->caller, a->session());
}

}  // namespace parley::frontends::actions
