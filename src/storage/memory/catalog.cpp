#include <algorithm>
#include <utility>

#include "storage/filter.hpp"
#include "storage/memory/store.hpp"

namespace parley::storage::memory {
namespace {

class memory_catalog : public catalog {
 public:
  explicit memory_catalog(std::shared_ptr<tables> t) : tables_(std::move(t)) {}

  base::result<session_page> list(const session_query& query) override {
    std::lock_guard guard{tables_->mutex};
    const auto it = tables_->by_age.find(query.tenant);
    if (it == tables_->by_age.end()) return session_page{};
    if (query.order == list_order::created_at) return walk(query, it->second);
    tables::places rows;
    for (const auto& [age, key] : it->second) {
      const auto& row = tables_->sessions.at(key);
      const domain::session_view view{row.record, tables_->head(row.log)};
      rows.emplace(std::pair{view.last_activity(), age.second}, key);
    }
    return walk(query, rows);
  }

  base::result<tenant_counts> counts(const std::string& tenant) override {
    std::lock_guard guard{tables_->mutex};
    const auto it = tables_->counts.find(tenant);
    return it == tables_->counts.end() ? tenant_counts{} : it->second;
  }

  base::result<parley::storage::statistics> statistics(const statistics_query& query) override {
    std::lock_guard guard{tables_->mutex};
    return tables_->recount(query);
  }

  base::result<std::optional<tenant_setting>> setting(const std::string& tenant,
                                                      const std::string& name) override {
    std::lock_guard guard{tables_->mutex};
    const auto it = tables_->settings.find({tenant, name});
    if (it == tables_->settings.end()) return std::nullopt;
    return tenant_setting{tenant, name, it->second};
  }

  base::result<std::vector<std::string>> tenants(const std::string& after,
                                                 std::int64_t items_max) override {
    std::lock_guard guard{tables_->mutex};
    std::vector<std::string> found;
    for (auto at = tables_->counts.upper_bound(after);
         at != tables_->counts.end() && static_cast<std::int64_t>(found.size()) < items_max; ++at)
      found.push_back(at->first);
    return found;
  }

  base::result<std::vector<tenant_setting>> settings(const std::string& name) override {
    std::lock_guard guard{tables_->mutex};
    std::vector<tenant_setting> found;
    for (const auto& [key, value] : tables_->settings)
      if (key.second == name) found.push_back({key.first, name, value});
    return found;
  }

 private:
  session_page walk(const session_query& query, const tables::places& rows) const {
    return query.oldest_first ? walk(query, rows.begin(), rows.end())
                              : walk(query, rows.rbegin(), rows.rend());
  }

  template <class Iterator>
  session_page walk(const session_query& query, Iterator it, Iterator end) const {
    session_page page;
    const auto items_max = std::max<std::int64_t>(query.items_max, 1);
    std::int64_t examined = 0;
    list_cursor last;
    for (; it != end; ++it) {
      const auto& [place, key] = *it;
      if (query.after) {
        const std::pair after{query.after->at, query.after->session_id};
        if (query.oldest_first ? place <= after : place >= after) continue;
      }
      if (static_cast<std::int64_t>(page.items.size()) == items_max ||
          (examined > 0 && examined >= query.rows_examined_max)) {
        page.next = last;
        break;
      }
      ++examined;
      last = {place.first, place.second};
      const auto& row = tables_->sessions.at(key);
      domain::session_view view{row.record, tables_->head(row.log)};
      if (record_matches(query, view.record) && activity_matches(query, view))
        page.items.push_back(std::move(view));
    }
    return page;
  }

  std::shared_ptr<tables> tables_;
};

}  // namespace

std::unique_ptr<catalog> make_catalog(std::shared_ptr<tables> t) {
  return std::make_unique<memory_catalog>(std::move(t));
}

}  // namespace parley::storage::memory
