#include <limits>
#include <utility>

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rows.hpp"

namespace parley::storage::sqlite {
namespace {

const auto select_job = std::string{"SELECT "} + job_columns + " FROM job ";

// Those that wait behind another one of their kind and subject are left out.
const std::string first_of_subject =
    "AND NOT EXISTS (SELECT 1 FROM job e WHERE e.tenant = job.tenant AND "
    "e.session_id = job.session_id AND e.kind = job.kind AND e.state = 0 AND e.id < job.id) ";
const auto due_sql = select_job + "INDEXED BY job_waiting WHERE state = 0 AND not_before <= ? " +
                     first_of_subject + "ORDER BY not_before, id LIMIT ?";
const auto next_sql = "SELECT not_before FROM job INDEXED BY job_waiting "
                      "WHERE state = 0 AND not_before > ? " +
                      first_of_subject + "ORDER BY not_before LIMIT 1";
const auto dead_sql = select_job + "INDEXED BY job_dead WHERE state = 1 AND tenant = ? AND id < ? "
                                   "ORDER BY id DESC LIMIT ?";
const auto by_id_sql = select_job + "WHERE id = ? AND tenant = ?";

class sqlite_jobs : public jobs {
 public:
  explicit sqlite_jobs(std::shared_ptr<reader_connection> c) : connection_(std::move(c)) {}

  base::result<due_jobs> due(base::timestamp now, std::int64_t items_max) override {
    return connection_->in_snapshot([&]() -> base::result<due_jobs> {
      due_jobs found;
      {
        running row{connection_->sql(due_sql)};
        row->bind_all(base::to_micros(now), items_max);
        found.items = read_all(*row);
      }
      running row{connection_->sql(next_sql)};
      row->bind_all(base::to_micros(now));
      if (row->step()) found.next = base::from_micros(row->integer(0));
      return found;
    });
  }

  base::result<std::vector<job>> dead(const dead_query& query) override {
    return connection_->in_snapshot([&]() -> base::result<std::vector<job>> {
      running row{connection_->sql(dead_sql)};
      row->bind_all(std::string_view{query.tenant},
                    query.before.value_or(std::numeric_limits<std::int64_t>::max()),
                    query.items_max);
      return read_all(*row);
    });
  }

  base::result<std::optional<job>> find(const std::string& tenant, std::int64_t id) override {
    return connection_->in_snapshot([&]() -> base::result<std::optional<job>> {
      running row{connection_->sql(by_id_sql)};
      row->bind_all(id, std::string_view{tenant});
      if (!row->step()) return std::nullopt;
      return read_job(*row);
    });
  }

 private:
  static std::vector<job> read_all(statement& row) {
    std::vector<job> found;
    while (row.step()) found.push_back(read_job(row));
    return found;
  }

  std::shared_ptr<reader_connection> connection_;
};

}  // namespace

std::unique_ptr<jobs> make_jobs(std::shared_ptr<reader_connection> c) {
  return std::make_unique<sqlite_jobs>(std::move(c));
}

}  // namespace parley::storage::sqlite
