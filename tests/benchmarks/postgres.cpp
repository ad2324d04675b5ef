/// Durable appends per second to PostgreSQL, so many in flight, beside a client of nothing but
/// libpq that has the same rows ready and says the same statements.
#include <libpq-fe.h>

#include <memory>
#include <utility>

#include "bare.hpp"
#include "storage/postgres/known_rows.hpp"
#include "storage/postgres/parameters.hpp"
#include "storage/postgres/transaction_sql.hpp"
#include "storage/postgres/write_sql.hpp"
#include "storage/postgres_server.hpp"

using namespace parley;
using namespace parley::benchmarks;
using storage::postgres::column;
using storage::postgres::parameters;
namespace transaction_sql = storage::postgres::transaction_sql;
namespace write_sql = storage::postgres::write_sql;

namespace {

class bare_client {
 public:
  explicit bare_client(const std::string& uri) : pg_(PQconnectdb(uri.c_str()), PQfinish) {
    if (PQstatus(pg_.get()) != CONNECTION_OK || PQenterPipelineMode(pg_.get()) == 0) std::abort();
  }

  void send(const std::string& sql, const parameters& p = {}) {
    auto& name = names_[&sql];
    if (name.empty()) {
      name = "s" + std::to_string(names_.size());
      PQsendPrepare(pg_.get(), name.c_str(), sql.c_str(), p.size(), p.types().data());
      ++sent_;
    }
    const std::vector<int> formats(static_cast<std::size_t>(p.size()), 1);
    PQsendQueryPrepared(pg_.get(), name.c_str(), p.size(), p.data().data(), p.lengths().data(),
                        formats.data(), 1);
    ++sent_;
  }

  void run() {
    PQpipelineSync(pg_.get());
    for (; sent_ > 0; --sent_) {
      for (auto* answer = PQgetResult(pg_.get()); answer; answer = PQgetResult(pg_.get())) {
        const auto status = PQresultStatus(answer);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
          std::fprintf(stderr, "%s\n", PQresultErrorMessage(answer));
          std::abort();
        }
        PQclear(answer);
      }
    }
    PQclear(PQgetResult(pg_.get()));
  }

 private:
  std::unique_ptr<PGconn, void (*)(PGconn*)> pg_;
  std::map<const std::string*, std::string> names_;
  int sent_ = 0;
};

/// Rows per second of the bare client: the sessions are made by the driver.
double bare_libpq(const std::string& uri, const std::string& plain_uri, const std::string& schema,
                  std::size_t batch, std::uint64_t rows) {
  std::int64_t position = 1;
  std::vector<std::int64_t> keys;
  std::vector<std::int64_t> active;
  { bare_store made{uri, batch}; }
  bare_client client{plain_uri};
  for (std::size_t i = 0; i < batch; ++i) keys.push_back(static_cast<std::int64_t>(i) + 1);
  active.assign(batch, 0);
  const auto start = steady::now();
  using kind = column::kind;
  std::int64_t seq = 0;
  for (std::uint64_t n = 0; n < rows;) {
    client.send(transaction_sql::begin);
    client.send(transaction_sql::settings, parameters::of(schema, "*", "30000"));
    client.send(transaction_sql::fence);
    client.send(storage::postgres::sessions_by_key, parameters::of(keys));
    client.run();
    ++seq;
    std::vector<column> m;
    for (int i = 0; i < 7; ++i) m.emplace_back(kind::integer);
    m.emplace_back(kind::text);
    m.emplace_back(kind::bytes);
    for (int i = 0; i < 11; ++i) m.emplace_back(kind::text);
    column tenants{kind::text}, names{kind::text}, before{kind::integer}, after{kind::integer};
    std::int64_t characters = 0;
    const auto now = base::to_micros(base::system_clock().now());
    for (std::size_t i = 0; i < batch; ++i, ++n) {
      const auto entry = make_entry(n);
      const std::int64_t numbers[] = {position++, keys[i], seq, now, now, 0, 0};
      for (std::size_t c = 0; c < 7; ++c) m[c].add(numbers[c]);
      m[7].add("default");
      m[8].add(entry.body_digest);
      m[9].add("m" + std::to_string(seq) + "-" + entry.id_suffix);
      m[10].add(entry.role);
      m[11].add(entry.sender_id);
      for (const auto c : {12, 13, 14}) m[static_cast<std::size_t>(c)].add_null();
      m[15].add(entry.content);
      for (const auto c : {16, 17, 18, 19}) m[static_cast<std::size_t>(c)].add_null();
      tenants.add("default");
      names.add("bench-" + std::to_string(i));
      before.add(active[i]);
      after.add(active[i] = now + static_cast<std::int64_t>(i));
      characters += static_cast<std::int64_t>(entry.content->size());
    }
    parameters p;
    for (const auto& each : m) p.add(each);
    client.send(write_sql::insert_messages, p);
    client.send(seq == 1 ? write_sql::insert_activity : write_sql::move_activity,
                seq == 1 ? parameters::of(tenants, names, after)
                         : parameters::of(tenants, names, before, after));
    column one{kind::text}, agent{kind::text}, zero{kind::integer}, count{kind::integer},
        day{kind::integer}, sum{kind::integer};
    one.add("default");
    agent.add("");
    zero.add(std::int64_t{0});
    count.add(static_cast<std::int64_t>(batch));
    day.add(now / 86400000000);
    sum.add(characters);
    client.send(write_sql::add_counts, parameters::of(one, zero, count));
    client.send(write_sql::add_statistics,
                parameters::of(one, agent, zero, zero, zero, count, count));
    client.send(write_sql::add_days, parameters::of(one, agent, day, zero, count, sum));
    client.send(write_sql::put_counters,
                parameters::of(std::int64_t{1} << 20, std::int64_t{1} << 20, position, 1));
    client.send(transaction_sql::commit);
    client.run();
  }
  return static_cast<double>(rows) / seconds_since(start);
}

}  // namespace

int main() {
  if (!tests::postgres_server::programs()) {
    std::puts(tests::no_postgres);
    return 77;
  }
  const auto rounds = setting("PARLEY_BENCH_ROUNDS", 3);
  const auto rows = static_cast<std::uint64_t>(setting("PARLEY_BENCH_ROWS", 100000));
  tests::postgres_server server{tests::postgres_server::durability::full};
  const auto database = server.fresh();
  int stores = 0;
  for (const std::size_t in_flight : {64, 1024}) {
    std::vector<double> ours, bare, share;
    for (std::int64_t i = 0; i < rounds; ++i) {
      const auto schema = [&] { return "bench" + std::to_string(++stores); };
      const auto uri = [&](const std::string& name) {
        return server.uri(database) + "?schema=" + name;
      };
      const auto mine = schema();
      ours.push_back(bare_loop(uri(mine), in_flight, rows));
      const auto other = schema();
      bare.push_back(bare_libpq(uri(other), server.uri(database), other, in_flight, rows));
      share.push_back(ours.back() / bare.back());
      std::printf("round %lld, %zu in flight: parley %.0f  bare libpq %.0f  share %.2f\n",
                  static_cast<long long>(i + 1), in_flight, ours.back(), bare.back(), share.back());
    }
    std::printf("postgres_%zu_rate %.0f\npostgres_%zu_bare_rate %.0f\npostgres_%zu_share %.2f\n",
                in_flight, median(ours), in_flight, median(bare), in_flight, median(share));
  }
  return 0;
}
