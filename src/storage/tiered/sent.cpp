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
  auto found = stores.hot.log->asked_by(tenant, asker, items_max);
  if (!found) return found;
  for (const auto& session : *found) items_max -= static_cast<std::int64_t>(session.turns.size());
  if (items_max <= 0) return found;
  auto archived = stores.archive.log->asked_by(tenant, asker, items_max);
  if (!archived) return archived;
  std::erase_if(*archived, [&](const sent_messages& of) {
    return std::any_of(found->begin(), found->end(),
                       [&](const sent_messages& other) { return other.session == of.session; });
  });
  append(*found, std::move(*archived));
  return found;
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
