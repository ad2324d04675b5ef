#include "storage/redis/catalog_walk.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "storage/filter.hpp"
#include "storage/redis/scripts.hpp"
#include "storage/redis/structures.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::redis {
namespace {

/// Rows that the server gives at once: more would keep others waiting.
constexpr std::int64_t slice_max = 128;
constexpr std::size_t answers_per_row = 4;

std::optional<std::int64_t> micros(const std::optional<base::timestamp>& t) {
  return t ? std::optional{base::to_micros(*t)} : std::nullopt;
}

}  // namespace

catalog_walk::catalog_walk(const session_query& query) : query_(query) { choose(); }

void catalog_walk::choose() {
  prefix_ = key{}.text(query_.tenant).bytes();
  order_ = orders::active;
  if (query_.order == list_order::last_activity) return;
  order_ = orders::created;
  const auto take = [&](const std::string& order, const std::string& value) {
    order_ = order;
    prefix_ = key{}.text(query_.tenant).text(value).bytes();
  };
  // The narrowest.
  if (query_.parent)
    take(orders::parent, *query_.parent);
  else if (query_.root)
    take(orders::root, *query_.root);
  else if (query_.conversation)
    take(orders::conversation, *query_.conversation);
  else if (query_.user)
    take(orders::user, *query_.user);
  else if (query_.status)
    take(orders::status, std::to_string(static_cast<int>(*query_.status)));
}

std::string catalog_walk::member_of(const list_cursor& cursor) const {
  return prefix_ + key{}.number(base::to_micros(cursor.at)).rest(cursor.session_id).bytes();
}

list_cursor catalog_walk::cursor_of(std::string_view member) const {
  key_reader parts{member.substr(prefix_.size())};
  list_cursor cursor;
  cursor.at = base::from_micros(parts.number());
  cursor.session_id = parts.rest();
  return cursor;
}

// The bounds as the server reads them, lowest first.

std::string catalog_walk::from() const {
  const bool by_age = query_.order == list_order::created_at;
  const auto lowest = micros(by_age ? query_.created_from : query_.active_from);
  const auto start =
      prefix_ + number_key(lowest.value_or(std::numeric_limits<std::int64_t>::min()));
  if (query_.oldest_first && query_.after)
    if (const auto after = member_of(*query_.after); after >= start) return "(" + after;
  return "[" + start;
}

std::string catalog_walk::to() const {
  const bool by_age = query_.order == list_order::created_at;
  const auto highest = micros(by_age ? query_.created_to : query_.active_to);
  const auto end = highest ? prefix_ + number_key(*highest) : behind(prefix_);
  if (!query_.oldest_first && query_.after)
    if (const auto after = member_of(*query_.after); after < end) return "(" + after;
  return "(" + end;
}

bool catalog_walk::fits(const session_entry& e) const {
  const auto equals = [](const auto& wanted, const auto& value) {
    return !wanted || wanted == value;
  };
  return equals(query_.status, e.facts.status) && equals(query_.type, e.type) &&
         equals(query_.user, e.user) && equals(query_.conversation, e.conversation) &&
         equals(query_.root, e.root) && equals(query_.parent, e.parent);
}

base::result<std::optional<domain::session_view>> catalog_walk::view_of(
    const client::reply_view& found, std::size_t at) const {
  const auto row = found[at + 1].text_or_nil();
  // One that is listed and gone: a list of last activity may be a step ahead or behind.
  if (!row) return std::nullopt;
  const auto entry = read_entry(*row);
  if (!fits(entry)) return std::nullopt;
  const auto counts = read_counts(found[at + 2].text());
  auto record = relational::parse_record(entry.record, counts.turns, counts.rounds);
  if (!record) return base::fail(record.error());
  if (!record_matches(query_, *record)) return std::nullopt;
  domain::session_view view{std::move(*record), {}};
  if (const auto head = found[at + 3].text_or_nil()) view.at = read_head(*head);
  if (!activity_matches(query_, view)) return std::nullopt;
  return view;
}

base::result<session_page> catalog_walk::run(server_rows& rows) const {
  const auto items_max = static_cast<std::size_t>(std::max<std::int64_t>(query_.items_max, 1));
  auto left = std::max<std::int64_t>(query_.rows_examined_max, 1);
  auto low = from();
  auto high = to();
  session_page page;
  std::string last;
  for (auto slice = std::min<std::int64_t>(query_.items_max + 1, slice_max);; slice = slice_max) {
    // One more than may be looked at: it tells whether the list goes on.
    const auto wanted = std::min(std::max<std::int64_t>(slice, 2), left + 1);
    const auto found = rows.run(
        list_script(),
        {order_, low, high, std::to_string(wanted), query_.oldest_first ? "oldest" : "newest",
         std::to_string(prefix_.size() + number_key(0).size()), key{}.text(query_.tenant).bytes()});
    const auto count = found.size() / answers_per_row;
    const bool goes_on = static_cast<std::int64_t>(count) == wanted;
    for (std::size_t i = 0; i < count; ++i) {
      if (left == 0 || page.items.size() == items_max) {
        page.next = cursor_of(last);
        return page;
      }
      --left;
      last = found[i * answers_per_row].text();
      auto view = view_of(found, i * answers_per_row);
      if (!view) return base::fail(view.error());
      if (*view) page.items.push_back(std::move(**view));
    }
    if (!goes_on) return page;
    (query_.oldest_first ? low : high) = "(" + last;
  }
}

}  // namespace parley::storage::redis
