#include <limits>

#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/cursor.hpp"
#include "frontends/http/api/handlers.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/encode.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;

namespace {

constexpr auto seq_max = std::numeric_limits<std::int64_t>::max();

/// What a page request asks for; `forward` decides where its `next` goes.
struct wanted_page {
  storage::page_request request;
  bool forward = false;
};

base::result<wanted_page> read_page(const call& c) {
  const auto limit = page_limit(c);
  if (!limit) return base::fail(limit.error());
  const auto after = integer_parameter(c, "after_seq", 0, seq_max);
  if (!after) return base::fail(after.error());
  const auto before = integer_parameter(c, "before_seq", 0, seq_max);
  if (!before) return base::fail(before.error());
  const auto* cursor = parameter(c, "cursor");
  if (int(after->has_value()) + int(before->has_value()) + int(cursor != nullptr) > 1)
    return base::fail(errc::invalid_argument, cursor ? "cursor" : "before_seq",
                      "Only one of after_seq, before_seq and cursor may be given.");
  wanted_page page;
  page.request.after = *after;
  page.request.before = *before;
  if (cursor) {
    const auto place = read_history_cursor(*cursor);
    if (!place) return base::fail(place.error());
    (place->forward ? page.request.after : page.request.before) = place->seq;
  }
  page.forward = page.request.after.has_value();
  page.request.upto = seq_max;
  page.request.items_max = *limit;
  page.request.bytes_max = c.node->limits.page_bytes;
  return page;
}

json next_of(const protocol::message_page& page, bool forward) {
  if (page.items.empty()) return nullptr;
  const auto seq = (forward ? page.items.back() : page.items.front()).seq;
  const bool more = forward ? seq < page.last_seq : seq > 1;
  return more ? json(write_cursor(history_cursor{forward, seq})) : json(nullptr);
}

}  // namespace

void list_messages(const call_ptr& c) {
  auto wanted = read_page(*c);
  if (!wanted) return fail(*c, wanted.error());
  const auto* erased = parameter(*c, "erased");
  if (erased && *erased != "omit")
    return fail(*c, {errc::invalid_argument, "erased", "The only value is: omit."});
  ask<protocol::message_page>(
      c,
      [forward = wanted->forward, omit = erased != nullptr](const call_ptr& same,
                                                            protocol::message_page page) {
        auto kept = std::make_shared<protocol::message_page>(std::move(page));
        offload(*same->node, [same, kept, forward, omit] {
          auto items = json::array();
          for (const auto& m : kept->items)
            if (!omit || m.status != domain::message_status::erased)
              items.push_back(domain::encode(m));
          send(*same, 200, {{"items", std::move(items)}, {"next", next_of(*kept, forward)}});
        });
      },
      protocol::page_atom_v, c->caller, c->session(), wanted->request);
}

void get_message(const call_ptr& c) {
  const auto& name = c->item();
  if (name.find_first_not_of("0123456789") != std::string::npos)
    if (const auto legal = domain::check_message_id(name); !legal) return fail(*c, legal.error());
  ask<domain::message>(
      c,
      [](const call_ptr& same, const domain::message& m) { send(*same, 200, domain::encode(m)); },
      protocol::find_atom_v, c->caller, c->session(), name);
}

}  // namespace parley::frontends::http::api
