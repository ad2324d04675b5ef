#include "storage/tiered/sent.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "parley/storage/tiered.hpp"

namespace parley::storage::tiered {
namespace {

template <class T>
void append(std::vector<T>& all, std::vector<T> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::int64_t turns_of(const std::vector<sent_messages>& all) {
  std::int64_t turns = 0;
  for (const auto& of : all) turns += static_cast<std::int64_t>(of.turns.size());
  return turns;
}

std::vector<session_ref> sessions_of(const std::vector<sent_messages>& all) {
  std::vector<session_ref> sessions;
  for (const auto& of : all) sessions.push_back(of.session);
  return sessions;
}

/// Leaves the first of them, so many turns.
void cut(std::vector<sent_messages>& all, std::int64_t turns_max) {
  for (auto& of : all) {
    of.turns.resize(std::min(of.turns.size(), static_cast<std::size_t>(turns_max)));
    turns_max -= static_cast<std::int64_t>(of.turns.size());
  }
  std::erase_if(all, [](const sent_messages& of) { return of.turns.empty(); });
}

struct asked {
  std::vector<sent_messages> items;
  bool more = false;  ///< the archive may have others
};

base::result<asked> read_asked(both_stores& stores, const std::string& tenant,
                               const std::string& asker, std::int64_t items_max,
                               std::int64_t archived_max) {
  settling reading{stores};
  for (;;) {
    auto hot = stores.hot.log->asked_by(tenant, asker, items_max);
    if (!hot) return base::fail(hot.error());
    const auto left = items_max - turns_of(*hot);
    if (left <= 0) return asked{std::move(*hot)};
    auto archived = stores.archive.log->asked_by(tenant, asker, archived_max);
    if (!archived) return base::fail(archived.error());
    const auto settled = reading.settled(sessions_of(*archived));
    if (!settled) return base::fail(settled.error());
    if (!*settled) continue;
    const bool more = turns_of(*archived) >= archived_max;
    // Of a session that is in both the hot store says what there is, which may be nothing.
    std::erase_if(*archived,
                  [&](const sent_messages& of) { return reading.in_both().contains(of.session); });
    cut(*archived, left);
    append(*hot, std::move(*archived));
    return asked{std::move(*hot), more};
  }
}

constexpr std::int64_t since_bit = std::int64_t{1} << 61;
constexpr std::int64_t archive_since_bit = std::int64_t{1} << 62;

}  // namespace

std::int64_t write_place(const sent_place& place) {
  if (place.archive) return place.other_follows ? -place.after : archive_since_bit + place.after;
  return place.other_follows ? since_bit + place.after : place.after + 1;
}

sent_place read_place(std::int64_t cursor) {
  if (cursor <= 0) return {true, -cursor, true};
  if (cursor < since_bit) return {false, cursor - 1, false};
  if (cursor < archive_since_bit) return {false, cursor - since_bit, true};
  return {true, cursor - archive_since_bit, false};
}

base::result<sent_page> sent_in(both_stores& stores, const std::string& tenant,
                                const std::string& sender, std::int64_t after,
                                std::int64_t rows_max) {
  sent_page page;
  auto place = read_place(after);
  for (;;) {
    auto& log = place.archive ? *stores.archive.log : *stores.hot.log;
    auto found = log.sent_by(tenant, sender, place.after, rows_max);
    if (!found) return found;
    append(page.items, std::move(found->items));
    if (found->next) {
      place.after = *found->next;
      page.next = write_place(place);
      return page;
    }
    if (!place.other_follows) return page;
    place = {!place.archive, 0, false};
  }
}

base::result<std::vector<sent_messages>> asked_in(both_stores& stores, const std::string& tenant,
                                                  const std::string& asker,
                                                  std::int64_t items_max) {
  for (auto archived_max = items_max;; archived_max *= 2) {
    auto found = read_asked(stores, tenant, asker, items_max, archived_max);
    if (!found) return base::fail(found.error());
    // Copies that do not count may stand before others.
    if (!found->items.empty() || !found->more) return std::move(found->items);
  }
}

base::result<std::optional<person_receipt>> person_of(both_stores& stores,
                                                      const std::string& tenant,
                                                      const std::string& user) {
  auto found = stores.hot.log->find_person(tenant, user);
  const bool archive = found && !*found;
  if (archive) found = stores.archive.log->find_person(tenant, user);
  if (found && *found) (*found)->upto = write_place({archive, (*found)->upto, true});
  return found;
}

}  // namespace parley::storage::tiered
