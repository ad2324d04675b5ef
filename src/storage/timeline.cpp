#include "parley/storage/timeline.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "parley/storage/hidden_place.hpp"
#include "parley/storage/log.hpp"

namespace parley::storage {
namespace {

using base::errc;

constexpr std::int64_t place_bits = 62;  ///< of what hidden_places gives

/// So many rows before a cursor are looked through for the message that it was given with.
constexpr std::int64_t rows_before_max = 20000;

/// Messages are compared with the times of others only to warn, by a clock that may have been set.
constexpr std::chrono::minutes clock_doubt{1};

base::status missing_facet() {
  return {errc::not_implemented, "", "This store has no order of a tenant's messages."};
}

/// When the newest message of the tenant at or before a place was received; nullopt: none is near.
base::result<std::optional<base::timestamp>> time_at(log_reader& log, timeline& order,
                                                     const std::string& tenant,
                                                     std::int64_t place) {
  const auto before = std::max<std::int64_t>(0, place - rows_before_max);
  const auto page = order.places(tenant, before, rows_before_max, place - before);
  if (!page) return base::fail(page.error());
  if (page->items.empty()) return std::nullopt;
  const auto& last = page->items.back();
  const auto found = log.find_seq(last.log, last.seq);
  if (!found) return base::fail(found.error());
  if (!*found) return std::nullopt;
  return (*found)->received_at;
}

}  // namespace

timeline* timeline_of(log_reader& log) { return dynamic_cast<timeline*>(&log); }

std::int64_t cursor_of(std::int64_t place, std::int64_t secret) {
  return hidden_places{secret}.hide(place) + 1;
}

base::result<timeline_page> read_timeline(log_reader& log, const timeline_request& request) {
  auto* order = timeline_of(log);
  if (!order) return base::fail(missing_facet());
  const auto found = order->places(request.tenant, request.after,
                                   std::max<std::int64_t>(request.items_max, 1), request.rows_max);
  if (!found) return base::fail(found.error());
  timeline_page page;
  page.upto = request.after;
  std::int64_t bytes = 0;
  for (const auto& each : found->items) {
    auto row = log.find_seq(each.log, each.seq);
    if (!row) return base::fail(row.error());
    const bool is_known = *row && each.arrived && (*row)->received_at <= request.known_upto;
    // It may have gone since, with its session.
    if (*row && !is_known) {
      bytes += static_cast<std::int64_t>((*row)->bytes());
      if (!page.items.empty() && bytes > request.bytes_max) {
        page.more = true;
        return page;
      }
      page.items.push_back({each.place, each.session_id, std::move(**row)});
    }
    page.upto = each.place;
  }
  page.upto = std::max(page.upto, found->upto);
  page.more = page.upto < found->end;
  return page;
}

base::result<timeline_start> find_start(log_reader& log, const std::string& tenant,
                                        const std::optional<std::int64_t>& from) {
  auto* order = timeline_of(log);
  if (!order) return base::fail(missing_facet());
  const auto end = order->end();
  if (!end) return base::fail(end.error());
  timeline_start start{*end, end->place, base::timestamp::max(), false};
  if (!from) return start;
  std::optional<base::timestamp> since;
  start.after = 0;
  start.known_upto = base::timestamp::min();
  if (*from != 0) {
    const auto hidden = *from - 1;
    if (hidden >= 0 && hidden >> place_bits == 0)
      start.after = hidden_places{end->secret}.reveal(hidden);
    if (start.after <= 0 || start.after > end->place)
      return base::fail(
          errc::invalid_argument, "from",
          "This is no cursor of this tenant's events; one that was given with an event "
          "is allowed, or 0 for the beginning.");
    const auto time = time_at(log, *order, tenant, start.after);
    if (!time) return base::fail(time.error());
    start.known_upto = time->value_or(base::timestamp::max());
    if (*time) since = **time - clock_doubt;
  }
  if (start.after == end->place) return start;
  const auto left = order->has_left(tenant, since);
  if (!left) return base::fail(left.error());
  start.incomplete = *left;
  return start;
}

}  // namespace parley::storage
