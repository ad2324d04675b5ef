#include "postgres_fill.hpp"

#include <libpq-fe.h>

#include <memory>
#include <optional>
#include <stdexcept>

#include "bench.hpp"
#include "million.hpp"
#include "parley/testing/samples.hpp"
#include "storage/postgres/connection.hpp"
#include "storage/postgres/index/indexer.hpp"
#include "storage/postgres/options.hpp"
#include "storage/postgres/pipeline.hpp"
#include "storage/postgres/schema.hpp"
#include "storage/relational/stored.hpp"

namespace parley::benchmarks::million {
namespace {

namespace pg = parley::storage::postgres;

class copy {
 public:
  copy(const std::string& uri, const std::string& table) : c_{PQconnectdb(uri.c_str()), PQfinish} {
    const auto sql =
        "SET parley.tenant = '*'; SET search_path = parley; COPY " + table + " FROM STDIN";
    const std::unique_ptr<PGresult, void (*)(PGresult*)> begun{PQexec(c_.get(), sql.c_str()),
                                                               PQclear};
    if (PQresultStatus(begun.get()) != PGRES_COPY_IN)
      throw std::runtime_error(PQerrorMessage(c_.get()));
  }
  template <class... Values>
  void row(const Values&... values) {
    (field(values), ...);
    line_.back() = '\n';
    if (line_.size() > 60000) send();
  }
  void end() {
    send();
    PQputCopyEnd(c_.get(), nullptr);
    const std::unique_ptr<PGresult, void (*)(PGresult*)> done{PQgetResult(c_.get()), PQclear};
    if (PQresultStatus(done.get()) != PGRES_COMMAND_OK)
      throw std::runtime_error(PQerrorMessage(c_.get()));
  }

 private:
  void field(std::int64_t value) { line_.append(std::to_string(value)) += '\t'; }
  void field(const std::string& value) {
    for (const char c : value) line_.append(c == '\\' ? "\\\\" : std::string(1, c));
    line_ += '\t';
  }
  void field(const char* raw) { line_.append(raw) += '\t'; }
  void field(const std::optional<std::string>& value) { value ? field(*value) : field("\\N"); }
  void send() {
    PQputCopyData(c_.get(), line_.data(), static_cast<int>(line_.size()));
    line_.clear();
  }

  std::unique_ptr<PGconn, void (*)(PGconn*)> c_;
  std::string line_;
};

std::int64_t micros(base::timestamp t) { return base::to_micros(t); }

void fill(const std::string& uri, std::int64_t sessions, chosen which) {
  std::int64_t rows = 0;
  random_source random{1};
  const auto model = testing::sample_session("big", "s", base::system_clock());
  const auto start = steady::now();
  copy session{
      uri,
      "session (key, log, revision, created_at, touched_at, turn_count, round, shared_upto, "
      "status, type, tenant, session_id, user_id, conversation_id, root, parent, agents, record)"};
  copy activity{uri, "activity"};
  copy message{
      uri,
      "message (position, log, seq, received_at, timestamp, status, given, tenant, digest, "
      "message_id, role, content)"};
  for (std::int64_t i = 1; i <= sessions; ++i) {
    if (!which(i)) continue;
    ++rows;
    const auto r = record(i, model, random);
    const auto at = micros(r.created_at);
    session.row(i, i, r.revision, at, at, std::int64_t{0}, std::int64_t{0}, std::int64_t{0},
                static_cast<std::int64_t>(r.status), static_cast<std::int64_t>(r.type), r.tenant_id,
                r.session_id, r.user_id, r.conversation_id, r.root_session_id, r.parent_session_id,
                std::string{}, storage::relational::record_text(r));
    activity.row(r.tenant_id, at, r.session_id);
    message.row(i, i, std::int64_t{1}, at, at, std::int64_t{0}, "f", r.tenant_id, "\\\\x00",
                "m1-" + std::to_string(i), std::string{"user"}, text(i, random));
  }
  session.end();
  activity.end();
  message.end();
  std::printf("filled_rows_rate %.0f\n", static_cast<double>(rows) / seconds_since(start));
}

/// COPY goes into no table whose rows are looked at one by one.
void let_owner_see_all(pg::connection& c, bool on) {
  for (const auto* table : {"session", "activity", "message"})
    c.run(std::string{"ALTER TABLE parley."} + table + (on ? " NO" : "") +
          " FORCE ROW LEVEL SECURITY");
}

void finish_filling(pg::connection& c, std::int64_t last) {
  const auto next = std::to_string(last + 1);
  pg::ask(c, pg::every_tenant,
          "UPDATE shard SET next_session = " + next + ", next_log = " + next +
              ", next_position = " + next);
}

void follow(const pg::options& opts) {
  auto index = pg::open_indexer(opts).value();
  const auto start = steady::now();
  std::int64_t left = 1;
  std::int64_t most = 0;
  while (left > 0) most = std::max(most, left = index->advance(20000)->behind);
  std::printf("index_rows_rate %.0f\n", static_cast<double>(most) / seconds_since(start));
}

}  // namespace

void fill_postgres(const std::string& uri, std::int64_t sessions, chosen which) {
  const auto opts = pg::read_uri(uri).value();
  pg::connection c{opts};
  if (const auto ready = pg::migrate(c); !ready) throw std::runtime_error(ready.error().text);
  const auto shard = pg::ask(c, pg::every_tenant, "SELECT next_position FROM shard");
  if (shard[0].integer(0) > 1) return;
  let_owner_see_all(c, true);
  fill(uri, sessions, which);
  let_owner_see_all(c, false);
  finish_filling(c, sessions);
  follow(opts);
  c.run("VACUUM ANALYZE");
}

}  // namespace parley::benchmarks::million
