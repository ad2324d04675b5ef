#include <algorithm>
#include <utility>

#include "storage/filter.hpp"
#include "storage/sqlite/catalog_query.hpp"
#include "storage/sqlite/history.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"
#include "storage/sqlite/statistics.hpp"

namespace parley::storage::sqlite {
namespace {

const std::string setting_sql =
    "SELECT tenant, name, value FROM setting WHERE tenant = ? AND name = ?";
const std::string tenants_sql =
    "SELECT tenant FROM tenant WHERE tenant > ? ORDER BY tenant LIMIT ?";
const std::string settings_sql =
    "SELECT tenant, name, value FROM setting WHERE name = ? ORDER BY tenant";

tenant_setting read_setting(const statement& row) {
  return {std::string{row.text(0)}, std::string{row.text(1)}, std::string{row.text(2)}};
}

const std::string counts_sql = "SELECT sessions, messages FROM tenant WHERE tenant = ?";

class sqlite_catalog : public catalog {
 public:
  explicit sqlite_catalog(std::shared_ptr<reader_connection> c) : connection_(std::move(c)) {}

  base::result<session_page> list(const session_query& query) override {
    return connection_->in_snapshot([&] { return walk(query); });
  }

  base::result<tenant_counts> counts(const std::string& tenant) override {
    return connection_->in_snapshot([&]() -> base::result<tenant_counts> {
      running row{connection_->sql(counts_sql)};
      row->bind_all(std::string_view{tenant});
      if (!row->step()) return tenant_counts{};
      return tenant_counts{row->integer(0), row->integer(1)};
    });
  }

  base::result<parley::storage::statistics> statistics(const statistics_query& query) override {
    return connection_->in_snapshot([&]() -> base::result<parley::storage::statistics> {
      return read_statistics(*connection_, query);
    });
  }

  base::result<std::vector<std::string>> tenants(const std::string& after,
                                                 std::int64_t items_max) override {
    return connection_->in_snapshot([&]() -> base::result<std::vector<std::string>> {
      std::vector<std::string> found;
      running row{connection_->sql(tenants_sql)};
      row->bind_all(std::string_view{after}, items_max);
      while (row->step()) found.emplace_back(row->text(0));
      return found;
    });
  }

  base::result<std::optional<tenant_setting>> setting(const std::string& tenant,
                                                      const std::string& name) override {
    return connection_->in_snapshot([&]() -> base::result<std::optional<tenant_setting>> {
      running row{connection_->sql(setting_sql)};
      row->bind_all(std::string_view{tenant}, std::string_view{name});
      if (!row->step()) return std::nullopt;
      return read_setting(*row);
    });
  }

  base::result<std::vector<tenant_setting>> settings(const std::string& name) override {
    return connection_->in_snapshot([&]() -> base::result<std::vector<tenant_setting>> {
      std::vector<tenant_setting> found;
      running row{connection_->sql(settings_sql)};
      row->bind_all(std::string_view{name});
      while (row->step()) found.push_back(read_setting(*row));
      return found;
    });
  }

 private:
  base::result<session_page> walk(const session_query& query) {
    const catalog_query plan{query};
    session_page page;
    const auto items_max = std::max<std::int64_t>(query.items_max, 1);
    std::int64_t examined = 0;
    list_cursor last;
    running row{connection_->sql(plan.sql())};
    plan.bind(*row);
    while (row->step()) {
      if (static_cast<std::int64_t>(page.items.size()) == items_max ||
          (examined > 0 && examined >= query.rows_examined_max)) {
        page.next = last;
        break;
      }
      ++examined;
      last = {base::from_micros(row->integer(1)), std::string{row->text(0)}};
      if (!plan.columns_match(*row)) continue;
      auto record = parse_record(row->text(catalog_query::record_column),
                                 row->integer(catalog_query::record_column + 1),
                                 row->integer(catalog_query::record_column + 2));
      if (!record) return base::fail(record.error());
      if (!record_matches(query, *record)) continue;
      domain::session_view view{std::move(*record), read_head(*connection_, row->integer(2))};
      if (activity_matches(query, view)) page.items.push_back(std::move(view));
    }
    return page;
  }

  std::shared_ptr<reader_connection> connection_;
};

}  // namespace

std::unique_ptr<catalog> make_catalog(std::shared_ptr<reader_connection> c) {
  return std::make_unique<sqlite_catalog>(std::move(c));
}

}  // namespace parley::storage::sqlite
