#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "storage/memory/store.hpp"

namespace parley::storage::memory {
namespace {

class memory_jobs : public jobs {
 public:
  explicit memory_jobs(std::shared_ptr<tables> t) : tables_(std::move(t)) {}

  base::result<due_jobs> due(base::timestamp now, std::int64_t items_max) override {
    std::lock_guard guard{tables_->mutex};
    due_jobs found;
    std::set<std::tuple<job_kind, std::string, std::string>> subjects;
    for (const auto& [id, j] : tables_->jobs) {
      if (j.state != job_state::waiting) continue;
      if (!subjects.emplace(j.kind, j.tenant, j.session_id).second) continue;
      if (j.not_before <= now)
        found.items.push_back(j);
      else if (!found.next || j.not_before < *found.next)
        found.next = j.not_before;
    }
    std::stable_sort(found.items.begin(), found.items.end(),
                     [](const job& a, const job& b) { return a.not_before < b.not_before; });
    if (static_cast<std::int64_t>(found.items.size()) > items_max)
      found.items.resize(static_cast<std::size_t>(items_max));
    return found;
  }

  base::result<std::vector<job>> dead(const dead_query& query) override {
    std::lock_guard guard{tables_->mutex};
    std::vector<job> found;
    for (auto it = tables_->jobs.rbegin(); it != tables_->jobs.rend(); ++it) {
      const auto& j = it->second;
      if (j.state != job_state::dead || j.tenant != query.tenant) continue;
      if (query.before && j.id >= *query.before) continue;
      if (static_cast<std::int64_t>(found.size()) == query.items_max) break;
      found.push_back(j);
    }
    return found;
  }

  base::result<std::optional<job>> find(const std::string& tenant, std::int64_t id) override {
    std::lock_guard guard{tables_->mutex};
    const auto it = tables_->jobs.find(id);
    if (it == tables_->jobs.end() || it->second.tenant != tenant) return std::optional<job>{};
    return std::optional{it->second};
  }

 private:
  std::shared_ptr<tables> tables_;
};

}  // namespace

std::unique_ptr<jobs> make_jobs(std::shared_ptr<tables> t) {
  return std::make_unique<memory_jobs>(std::move(t));
}

}  // namespace parley::storage::memory
