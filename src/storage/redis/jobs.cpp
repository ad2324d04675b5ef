#include <limits>
#include <utility>

#include "storage/redis/lookups.hpp"
#include "storage/redis/reader.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

/// Of members that end with an id; one that vanished in between is left out.
std::vector<job> read_jobs(server_rows& rows, const std::vector<std::string>& members) {
  std::vector<std::string> ids;
  for (const auto& each : members) ids.push_back(each.substr(each.size() - number_key(0).size()));
  std::vector<job> found;
  for (const auto& each : rows.get_all(hashes::job, ids))
    if (each) found.push_back(read_job(*each));
  return found;
}

class redis_jobs : public jobs {
 public:
  explicit redis_jobs(std::shared_ptr<read_link> c) : link_(std::move(c)) {}

  base::result<due_jobs> due(base::timestamp now, std::int64_t items_max) override {
    return link_->ask([&](server_rows& rows) -> base::result<due_jobs> {
      // Empty for the end of time, which nothing is behind.
      const auto later = behind(number_key(base::to_micros(now)));
      due_jobs found;
      found.items = read_jobs(rows, rows.range(orders::due, {"", later, items_max}));
      if (later.empty()) return found;
      const auto next = rows.range(orders::due, {later, "", 1});
      if (!next.empty()) found.next = base::from_micros(number_of(next.front()));
      return found;
    });
  }

  base::result<std::vector<job>> dead(const dead_query& query) override {
    return link_->ask([&](server_rows& rows) -> base::result<std::vector<job>> {
      const std::string prefix = key{}.text(query.tenant);
      const auto before = query.before ? prefix + number_key(*query.before) : behind(prefix);
      return read_jobs(rows, rows.range(orders::dead, {prefix, before, query.items_max, true}));
    });
  }

  base::result<std::optional<job>> find(const std::string& tenant, std::int64_t id) override {
    return link_->ask([&](server_rows& rows) -> base::result<std::optional<job>> {
      auto found = job_of(rows, id);
      if (!found || found->tenant != tenant) return std::nullopt;
      return found;
    });
  }

 private:
  std::shared_ptr<read_link> link_;
};

}  // namespace

std::unique_ptr<jobs> make_jobs(std::shared_ptr<read_link> c) {
  return std::make_unique<redis_jobs>(std::move(c));
}

}  // namespace parley::storage::redis
