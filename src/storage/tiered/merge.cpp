#include "storage/tiered/merge.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace parley::storage::tiered {
namespace {

list_cursor place_of(const session_query& query, const domain::session_view& item) {
  const bool by_creation = query.order == list_order::created_at;
  return {by_creation ? item.record.created_at : item.last_activity(), item.record.session_id};
}

/// Whether `a` comes before `b` in the list.
bool is_before(const session_query& query, const list_cursor& a, const list_cursor& b) {
  const auto& [first, second] = query.oldest_first ? std::tie(a, b) : std::tie(b, a);
  return std::tie(first.at, first.session_id) < std::tie(second.at, second.session_id);
}

day_statistics sum(const day_statistics& a, const day_statistics& b) {
  return {a.day, a.sessions + b.sessions, a.messages + b.messages, a.characters + b.characters};
}

std::vector<day_statistics> merge_days(const std::vector<day_statistics>& hot,
                                       const std::vector<day_statistics>& archive) {
  std::vector<day_statistics> all;
  const auto by_day = [](const day_statistics& a, const day_statistics& b) {
    return a.day < b.day;
  };
  std::merge(hot.begin(), hot.end(), archive.begin(), archive.end(), std::back_inserter(all),
             by_day);
  std::vector<day_statistics> days;
  for (const auto& each : all)
    if (!days.empty() && days.back().day == each.day)
      days.back() = sum(days.back(), each);
    else
      days.push_back(each);
  return days;
}

std::vector<std::string> merge_names(const std::vector<std::string>& hot,
                                     const std::vector<std::string>& archive) {
  std::vector<std::string> names;
  std::set_union(hot.begin(), hot.end(), archive.begin(), archive.end(), std::back_inserter(names));
  return names;
}

}  // namespace

session_page merge(const session_query& query, session_page hot, session_page archive) {
  std::set<std::string> in_hot;
  for (const auto& item : hot.items) in_hot.insert(item.record.session_id);
  auto& items = hot.items;
  for (auto& item : archive.items)
    if (!in_hot.contains(item.record.session_id)) items.push_back(std::move(item));
  std::sort(items.begin(), items.end(), [&](const auto& a, const auto& b) {
    return is_before(query, place_of(query, a), place_of(query, b));
  });

  session_page page;
  page.next = hot.next;
  if (archive.next && (!page.next || is_before(query, *archive.next, *page.next)))
    page.next = std::move(archive.next);
  if (page.next)
    std::erase_if(items, [&](const auto& item) {
      return is_before(query, *page.next, place_of(query, item));
    });
  const auto items_max = static_cast<std::size_t>(std::max<std::int64_t>(query.items_max, 1));
  if (items.size() > items_max) {
    items.resize(items_max);
    page.next = place_of(query, items.back());
  }
  page.items = std::move(items);
  return page;
}

statistics merge(statistics hot, const statistics& archive) {
  hot.active += archive.active;
  hot.closed += archive.closed;
  hot.archived += archive.archived;
  hot.length += archive.length;
  hot.duration_us += archive.duration_us;
  hot.days = merge_days(hot.days, archive.days);
  hot.agents = merge_names(hot.agents, archive.agents);
  return hot;
}

tenant_counts sum(const tenant_counts& hot, const tenant_counts& archive) {
  return {hot.sessions + archive.sessions, hot.messages + archive.messages};
}

std::vector<std::string> merge(const std::vector<std::string>& hot,
                               const std::vector<std::string>& archive, std::int64_t items_max) {
  auto names = merge_names(hot, archive);
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(items_max, 0));
  if (names.size() > most) names.resize(most);
  return names;
}

}  // namespace parley::storage::tiered
