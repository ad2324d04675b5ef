#include "storage/tiered/both.hpp"

#include <algorithm>
#include <utility>

#include "parley/storage/move_steps.hpp"

namespace parley::storage::tiered {
namespace {

constexpr std::int64_t page_rows = 1000;

base::result<std::set<session_ref>> marked_in_archive(both_stores& stores) {
  std::set<session_ref> marked;
  for (std::int64_t after = 0;;) {
    auto page = stores.archive.log->moving(after, page_rows);
    if (!page) return base::fail(page.error());
    for (const auto& m : *page)
      if (m.state == moving_state::marked) marked.insert(m.session);
    if (static_cast<std::int64_t>(page->size()) < page_rows) return marked;
    after = page->back().log;
  }
}

}  // namespace

base::result<std::set<session_ref>> in_hot_too(both_stores& stores,
                                               const std::vector<session_ref>& archived) {
  std::set<session_ref> found;
  if (archived.empty()) return found;
  const auto marked = marked_in_archive(stores);
  if (!marked) return base::fail(marked.error());
  for (const auto& session : archived) {
    if (!marked->contains(session)) continue;
    const auto here = has_or_erased(*stores.hot.log, session);
    if (!here) return base::fail(here.error());
    if (*here) found.insert(session);
  }
  return found;
}

base::result<bool> settling::settled(const std::vector<session_ref>& archived) {
  auto now = in_hot_too(stores_, archived);
  if (!now) return base::fail(now.error());
  const bool known = std::includes(in_both_.begin(), in_both_.end(), now->begin(), now->end());
  in_both_ = std::move(*now);
  const auto returns = stores_.returns->load();
  const bool nobody = std::exchange(before_, returns) == returns;
  return (known && nobody) || --tries_left_ == 0;
}

}  // namespace parley::storage::tiered
