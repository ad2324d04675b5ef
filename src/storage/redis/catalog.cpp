#include <limits>
#include <utility>

#include "storage/redis/catalog_walk.hpp"
#include "storage/redis/reader.hpp"
#include "storage/redis/rows.hpp"
#include "storage/redis/structures.hpp"

namespace parley::storage::redis {
namespace {

parley::storage::statistics read_statistics(server_rows& rows, const statistics_query& query) {
  using limits = std::numeric_limits<std::int64_t>;
  parley::storage::statistics found;
  const std::string of_agent = key{}.text(query.tenant).text(query.agent.value_or(""));
  const auto total = read_sums<statistic_sums>(rows.get(tables_of::statistic, of_agent));
  found.active = total[0];
  found.closed = total[1];
  found.archived = total[2];
  found.length = total[3];
  found.duration_us = total[4];
  const auto to = query.to.value_or(limits::max());
  const bounds days{of_agent + number_key(query.from.value_or(limits::min())),
                    to == limits::max() ? behind(of_agent) : of_agent + number_key(to + 1)};
  for (const auto& each : read_table(rows, tables_of::day, days)) {
    const auto sums = read_sums<day_sums>(each.value);
    found.days.push_back(
        {number_of(std::string_view{each.key}.substr(of_agent.size())), sums[0], sums[1], sums[2]});
  }
  if (query.agent.value_or("").empty())
    for (const auto& member :
         rows.range(tables_of::statistic + table_order, within(key{}.text(query.tenant)))) {
      key_reader parts{member};
      parts.text();
      if (auto agent = parts.text(); !agent.empty()) found.agents.push_back(std::move(agent));
    }
  return found;
}

class redis_catalog : public catalog {
 public:
  explicit redis_catalog(std::shared_ptr<read_link> c) : link_(std::move(c)) {}

  base::result<session_page> list(const session_query& query) override {
    const catalog_walk walk{query};
    return link_->ask([&](server_rows& rows) { return walk.run(rows); });
  }

  base::result<tenant_counts> counts(const std::string& tenant) override {
    return link_->ask([&](server_rows& rows) -> base::result<tenant_counts> {
      const auto sums = read_sums<tenant_sums>(rows.get(tables_of::tenant, key{}.text(tenant)));
      return tenant_counts{sums[0], sums[1]};
    });
  }

  base::result<parley::storage::statistics> statistics(const statistics_query& query) override {
    return link_->ask([&](server_rows& rows) -> base::result<parley::storage::statistics> {
      return read_statistics(rows, query);
    });
  }

  base::result<std::vector<std::string>> tenants(const std::string& after,
                                                 std::int64_t items_max) override {
    return link_->ask([&](server_rows& rows) -> base::result<std::vector<std::string>> {
      const auto from = after.empty() ? std::string{} : behind(key{}.text(after));
      std::vector<std::string> found;
      for (const auto& member : rows.range(tables_of::tenant + table_order, {from, "", items_max}))
        found.push_back(key_reader{member}.text());
      return found;
    });
  }

  base::result<std::optional<tenant_setting>> setting(const std::string& tenant,
                                                      const std::string& name) override {
    return link_->ask([&](server_rows& rows) -> base::result<std::optional<tenant_setting>> {
      auto value = rows.get(tables_of::setting, key{}.text(name).text(tenant));
      if (!value) return std::nullopt;
      return tenant_setting{tenant, name, std::move(*value)};
    });
  }

  base::result<std::vector<tenant_setting>> settings(const std::string& name) override {
    return link_->ask([&](server_rows& rows) -> base::result<std::vector<tenant_setting>> {
      std::vector<tenant_setting> found;
      for (auto& each : read_table(rows, tables_of::setting, within(key{}.text(name)))) {
        key_reader parts{each.key};
        parts.text();
        found.push_back({parts.text(), name, std::move(each.value)});
      }
      return found;
    });
  }

 private:
  std::shared_ptr<read_link> link_;
};

}  // namespace

std::unique_ptr<catalog> make_catalog(std::shared_ptr<read_link> c) {
  return std::make_unique<redis_catalog>(std::move(c));
}

}  // namespace parley::storage::redis
