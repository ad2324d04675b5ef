#include "testing/cargo.hpp"

#include <algorithm>

namespace parley::testing {
namespace {

/// Appends pages of `read(place)` until one is empty; `place_of` gives the place behind an item.
template <class T, class Read, class PlaceOf>
base::result<void> gather(std::vector<T>& all, std::int64_t place, Read read, PlaceOf place_of) {
  for (;;) {
    auto page = read(place);
    if (!page) return base::fail(page.error());
    if (page->empty()) return {};
    place = place_of(page->back(), place + static_cast<std::int64_t>(page->size()));
    all.insert(all.end(), page->begin(), page->end());
  }
}

}  // namespace

base::result<cargo> read_cargo(storage::log_reader& from, const storage::session_ref& ref,
                               const storage::stored_session& there, std::int64_t page_items) {
  cargo c;
  c.ref = ref;
  c.record = there.record;
  c.last_seq = there.head.last_seq;
  const auto state = from.summary_state_of(there.log);
  if (!state) return base::fail(state.error());
  c.erasures = state->erasures;
  constexpr std::int64_t bytes_max = 4000;
  auto done = gather(
      c.messages, 0,
      [&](std::int64_t after) {
        return from.rows_to_move(there.log, after, page_items, bytes_max);
      },
      [](const storage::moved_message& m, std::int64_t) { return m.row.seq; });
  if (done)
    done = gather(
        c.turns, 0, [&](std::int64_t after) { return from.turns(there.key, after, page_items); },
        [](const domain::turn& t, std::int64_t) { return t.ordinal; });
  if (done)
    done = gather(
        c.summaries, 0,
        [&](std::int64_t skip) { return from.summaries(there.log, skip, page_items); },
        [](const domain::summary&, std::int64_t read) { return read; });
  if (done)
    done = gather(
        c.tallies, -1,
        [&](std::int64_t after) { return from.tallies(there.log, after, page_items); },
        [](const storage::turn_tally& t, std::int64_t) { return t.seq; });
  if (!done) return base::fail(done.error());
  storage::count_days(c.messages, c.days);
  return c;
}

storage::submission step_of(const storage::session_ref& ref, storage::move_order::phase step) {
  storage::submission s;
  s.session = ref;
  s.move.emplace().step = step;
  return s;
}

storage::submission stage_of(const cargo& c, std::size_t skip, std::size_t count) {
  auto s = step_of(c.ref, storage::move_order::phase::stage);
  const auto from = std::min(skip, c.messages.size());
  const auto to = std::min(from + count, c.messages.size());
  s.move->messages.assign(c.messages.begin() + static_cast<std::ptrdiff_t>(from),
                          c.messages.begin() + static_cast<std::ptrdiff_t>(to));
  if (skip > 0) return s;
  s.move->turns = c.turns;
  s.move->summaries = c.summaries;
  s.move->tallies = c.tallies;
  return s;
}

storage::submission arrival_of(const cargo& c) {
  auto s = step_of(c.ref, storage::move_order::phase::arrive);
  s.create = c.record;
  s.expected_last_seq = c.last_seq;
  s.move->erasures = c.erasures;
  s.move->days = c.days;
  return s;
}

storage::submission departure_of(const cargo& c) {
  auto s = step_of(c.ref, storage::move_order::phase::depart);
  s.expected_last_seq = c.last_seq;
  s.move->revision = c.record.revision;
  s.move->erasures = c.erasures;
  s.move->days = c.days;
  return s;
}

}  // namespace parley::testing
