#include "storage/memory/timeline.hpp"

#include <algorithm>

#include "storage/arrived.hpp"

namespace parley::storage::memory {
namespace {

std::int64_t arrived_upto(const tables& t, const std::string& tenant, std::int64_t log) {
  const auto kept = t.settings.find({tenant, arrived_name(log)});
  return kept == t.settings.end() ? 0 : std::stoll(kept->second);
}

}  // namespace

placed_page read_places(const tables& t, const std::string& tenant, std::int64_t after,
                        std::int64_t items_max, std::int64_t rows_max) {
  placed_page page;
  page.end = t.next_position - 1;
  page.upto = std::max(after, std::min(after + rows_max, page.end));
  for (auto it = t.order.upper_bound(after); it != t.order.end() && it->first <= page.upto; ++it) {
    const auto& [log, seq] = it->second;
    const auto* owner = t.owner_of(log, seq, nullptr);
    if (!owner || owner->record.tenant_id != tenant) continue;
    page.items.push_back(
        {it->first, owner->record.session_id, log, seq, seq <= arrived_upto(t, tenant, log)});
    if (static_cast<std::int64_t>(page.items.size()) < items_max) continue;
    page.upto = it->first;
    break;
  }
  return page;
}

}  // namespace parley::storage::memory
