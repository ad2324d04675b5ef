#include <algorithm>
#include <utility>

#include "storage/filter.hpp"
#include "storage/postgres/catalog_query.hpp"
#include "storage/postgres/history.hpp"
#include "storage/postgres/reader.hpp"
#include "storage/postgres/statistics.hpp"
#include "storage/relational/stored.hpp"

namespace parley::storage::postgres {
namespace {

/// Rows that are asked for at once when the first ones did not fit.
constexpr std::int64_t wanted_max = 1000;

const std::string setting_sql =
    "SELECT tenant, name, value FROM setting WHERE tenant = $1 AND name = $2";
const std::string tenants_sql =
    "SELECT tenant FROM tenant_count WHERE tenant > $1 ORDER BY tenant LIMIT $2";
const std::string settings_sql =
    "SELECT tenant, name, value FROM setting WHERE name = $1 ORDER BY tenant";
const std::string counts_sql = "SELECT sessions, messages FROM tenant_count WHERE tenant = $1";

tenant_setting read_setting(const row& r) { return {r.text(0), r.text(1), r.text(2)}; }

/// A walk through a list, of which the server gives a slice at a time.
class walk {
 public:
  walk(const session_query& query, session_page& page)
      : query_(query),
        page_(page),
        items_max_(static_cast<std::size_t>(std::max<std::int64_t>(query.items_max, 1))),
        rows_left_(std::max<std::int64_t>(query.rows_examined_max, 1)),
        wanted_(std::max<std::int64_t>(query.items_max, 1)),
        last_(query.after) {}

  bool is_done() const { return done_; }
  parameters next(const catalog_query& plan) const {
    return plan.values(last_, rows_left_, wanted_);
  }

  base::result<void> take(const result& rows) {
    std::int64_t looked_at = 0;
    for (const auto each : rows) {
      looked_at = each.integer(2);
      last_ = list_cursor{base::from_micros(each.integer(0)), each.text(1)};
      if (auto taken = take_row(each); !taken) return taken;
      if (page_.items.size() == items_max_ || looked_at == rows_left_) {
        if (!each.is_null(3)) page_.next = last_;
        done_ = true;
        return {};
      }
    }
    done_ = rows.size() < wanted_;
    rows_left_ -= looked_at;
    wanted_ = std::min(4 * wanted_, wanted_max);
    return {};
  }

 private:
  base::result<void> take_row(const row& r) {
    auto record = relational::parse_record(r.text(4), r.integer(5), r.integer(6));
    if (!record) return base::fail(record.error());
    if (!record_matches(query_, *record)) return {};
    domain::session_view view{std::move(*record), read_head(r, 7)};
    if (activity_matches(query_, view)) page_.items.push_back(std::move(view));
    return {};
  }

  const session_query& query_;
  session_page& page_;
  std::size_t items_max_;
  std::int64_t rows_left_;
  std::int64_t wanted_;
  std::optional<list_cursor> last_;
  bool done_ = false;
};

class postgres_catalog : public catalog {
 public:
  explicit postgres_catalog(std::shared_ptr<reader_connection> c) : connection_(std::move(c)) {}

  base::result<session_page> list(const session_query& query) override {
    const catalog_query plan{query};
    session_page page;
    walk steps{query, page};
    while (!steps.is_done()) {
      const auto taken = connection_->ask(query.tenant, plan.sql(), steps.next(plan),
                                          [&](const result& rows) { return steps.take(rows); });
      if (!taken) return base::fail(taken.error());
    }
    return page;
  }

  base::result<tenant_counts> counts(const std::string& tenant) override {
    return connection_->ask(tenant, counts_sql, parameters::of(tenant),
                            [](const result& rows) -> base::result<tenant_counts> {
                              if (rows.empty()) return tenant_counts{};
                              return tenant_counts{rows[0].integer(0), rows[0].integer(1)};
                            });
  }

  base::result<parley::storage::statistics> statistics(const statistics_query& query) override {
    return read_statistics(*connection_, query);
  }

  base::result<std::vector<std::string>> tenants(const std::string& after,
                                                 std::int64_t items_max) override {
    return connection_->ask(every_tenant, tenants_sql, parameters::of(after, items_max),
                            [](const result& rows) -> base::result<std::vector<std::string>> {
                              std::vector<std::string> found;
                              for (const auto each : rows) found.push_back(each.text(0));
                              return found;
                            });
  }

  base::result<std::optional<tenant_setting>> setting(const std::string& tenant,
                                                      const std::string& name) override {
    return connection_->ask(tenant, setting_sql, parameters::of(tenant, name),
                            [](const result& rows) -> base::result<std::optional<tenant_setting>> {
                              if (rows.empty()) return std::nullopt;
                              return read_setting(rows[0]);
                            });
  }

  base::result<std::vector<tenant_setting>> settings(const std::string& name) override {
    return connection_->ask(every_tenant, settings_sql, parameters::of(name),
                            [](const result& rows) -> base::result<std::vector<tenant_setting>> {
                              std::vector<tenant_setting> found;
                              for (const auto each : rows) found.push_back(read_setting(each));
                              return found;
                            });
  }

 private:
  std::shared_ptr<reader_connection> connection_;
};

}  // namespace

std::unique_ptr<catalog> make_catalog(std::shared_ptr<reader_connection> c) {
  return std::make_unique<postgres_catalog>(std::move(c));
}

}  // namespace parley::storage::postgres
