#include "frontends/gateway/history.hpp"

#include <limits>

#include "frontends/gateway/cursor.hpp"
#include "parley/domain/encode.hpp"

namespace parley::frontends::gateway {

using base::errc;
using domain::json;

namespace {

constexpr auto seq_max = std::numeric_limits<std::int64_t>::max();

json next_of(const protocol::message_page& page, bool forward) {
  if (page.items.empty()) return nullptr;
  const auto seq = (forward ? page.items.back() : page.items.front()).seq;
  const bool more = forward ? seq < page.last_seq : seq > 1;
  return more ? json(write_cursor(history_cursor{forward, seq})) : json(nullptr);
}

}  // namespace

base::result<history_query> read_history_query(const parameter_list& from,
                                               const base::limits& limits) {
  const auto limit = page_limit(from, limits);
  if (!limit) return base::fail(limit.error());
  const auto after = integer_parameter(from, "after_seq", 0, seq_max);
  if (!after) return base::fail(after.error());
  const auto before = integer_parameter(from, "before_seq", 0, seq_max);
  if (!before) return base::fail(before.error());
  const auto* cursor = parameter(from, "cursor");
  if (int(after->has_value()) + int(before->has_value()) + int(cursor != nullptr) > 1)
    return base::fail(errc::invalid_argument, cursor ? "cursor" : "before_seq",
                      "Only one of after_seq, before_seq and cursor may be given.");
  history_query page;
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
  page.request.bytes_max = limits.page_bytes;
  return page;
}

json encode(const protocol::message_page& page, bool forward, bool omit_erased) {
  auto items = json::array();
  for (const auto& m : page.items)
    if (!omit_erased || m.status != domain::message_status::erased)
      items.push_back(domain::encode(m));
  return {{"items", std::move(items)}, {"next", next_of(page, forward)}};
}

}  // namespace parley::frontends::gateway
