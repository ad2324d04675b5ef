#include <limits>
#include <utility>

#include "storage/postgres/reader.hpp"
#include "storage/postgres/rows.hpp"

namespace parley::storage::postgres {
namespace {

const auto select_job = std::string{"SELECT "} + job_columns + " FROM job ";

// Those that wait behind another one of their kind and subject are left out.
const std::string first_of_subject =
    "AND NOT EXISTS (SELECT 1 FROM job e WHERE e.tenant = job.tenant AND "
    "e.session_id = job.session_id AND e.kind = job.kind AND e.state = 0 AND e.id < job.id) ";
// When the next one is due that is not now, beside each that is, or beside nothing.
const auto due_sql =
    "SELECT due.*, (SELECT not_before FROM job WHERE state = 0 AND not_before > $1 " +
    first_of_subject + "ORDER BY not_before LIMIT 1) FROM (SELECT 1) one LEFT JOIN LATERAL (" +
    select_job + "WHERE state = 0 AND not_before <= $1 " + first_of_subject +
    "ORDER BY not_before, job.id LIMIT $2) due ON true ORDER BY due.not_before, due.id";
constexpr int next_column = 10;
const auto dead_sql =
    select_job + "WHERE state = 1 AND tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
const auto by_id_sql = select_job + "WHERE id = $1 AND tenant = $2";

std::vector<job> read_all(const result& rows) {
  std::vector<job> found;
  for (const auto each : rows) found.push_back(read_job(each));
  return found;
}

class postgres_jobs : public jobs {
 public:
  explicit postgres_jobs(std::shared_ptr<reader_connection> c) : connection_(std::move(c)) {}

  base::result<due_jobs> due(base::timestamp now, std::int64_t items_max) override {
    return connection_->ask(every_tenant, due_sql, parameters::of(base::to_micros(now), items_max),
                            [](const result& rows) -> base::result<due_jobs> {
                              due_jobs found;
                              for (const auto each : rows)
                                if (!each.is_null(0)) found.items.push_back(read_job(each));
                              if (!rows[0].is_null(next_column))
                                found.next = base::from_micros(rows[0].integer(next_column));
                              return found;
                            });
  }

  base::result<std::vector<job>> dead(const dead_query& query) override {
    const auto before = query.before.value_or(std::numeric_limits<std::int64_t>::max());
    return connection_->ask(
        query.tenant, dead_sql, parameters::of(query.tenant, before, query.items_max),
        [](const result& rows) -> base::result<std::vector<job>> { return read_all(rows); });
  }

  base::result<std::optional<job>> find(const std::string& tenant, std::int64_t id) override {
    return connection_->ask(tenant, by_id_sql, parameters::of(id, tenant),
                            [](const result& rows) -> base::result<std::optional<job>> {
                              if (rows.empty()) return std::nullopt;
                              return read_job(rows[0]);
                            });
  }

 private:
  std::shared_ptr<reader_connection> connection_;
};

}  // namespace

std::unique_ptr<jobs> make_jobs(std::shared_ptr<reader_connection> c) {
  return std::make_unique<postgres_jobs>(std::move(c));
}

}  // namespace parley::storage::postgres
