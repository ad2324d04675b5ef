/// Lists among a million sessions and search among a million messages in PostgreSQL. The store is
/// made with COPY (PARLEY_BENCH_SESSIONS, one message each) on a server of its own, or once and for
/// all in the database that PARLEY_BENCH_POSTGRES names. `--plans` prints how the server goes
/// through lists.
#include <libpq-fe.h>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>

#include "bench.hpp"
#include "parley/testing/samples.hpp"
#include "storage/postgres/connection.hpp"
#include "storage/postgres/index/indexer.hpp"
#include "storage/postgres/options.hpp"
#include "storage/postgres/pipeline.hpp"
#include "storage/postgres/reader.hpp"
#include "storage/postgres/schema.hpp"
#include "storage/postgres_server.hpp"
#include "storage/relational/stored.hpp"

using namespace parley;
using namespace parley::benchmarks;
namespace pg = parley::storage::postgres;

namespace {

using random_source = std::mt19937_64;

/// A number below `words`, the n-th about 1/n as often as the first, as in real text.
class zipf {
 public:
  explicit zipf(std::size_t words) {
    double sum = 0;
    for (std::size_t i = 0; i < words; ++i)
      bounds_.push_back(sum += 1.0 / static_cast<double>(i + 1));
  }
  std::int64_t operator()(random_source& random) const {
    const auto at = std::uniform_real_distribution<>{0, bounds_.back()}(random);
    return std::lower_bound(bounds_.begin(), bounds_.end(), at) - bounds_.begin();
  }

 private:
  std::vector<double> bounds_;
};

const zipf words{50000};
const zipf characters{3000};

std::string han(random_source& random) {
  const auto c = 0x4e00 + static_cast<int>(characters(random));
  return {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
          static_cast<char>(0x80 | (c & 63))};
}

std::string latin(random_source& random, int n) {
  std::string t;
  for (int i = 0; i < n; ++i) t += (i ? " w" : "w") + std::to_string(words(random));
  return t;
}

std::string han(random_source& random, int n) {
  std::string t;
  for (int i = 0; i < n; ++i) t += han(random);
  return t;
}

std::string name(std::int64_t i) { return "s" + std::to_string(i); }
/// One tenant has nearly everything, 50 have little.
std::string tenant(std::int64_t i) {
  return i % 20 ? "big" : "small" + std::to_string(i / 20 % 50);
}

domain::session record(std::int64_t i, const domain::session& model, random_source& random) {
  auto r = model;
  r.tenant_id = tenant(i);
  r.session_id = r.session_key = name(i);
  r.created_at += std::chrono::milliseconds{i};
  r.touched_at = r.created_at;
  r.user_id = "user" + std::to_string(random() % 50000);
  r.conversation_id = i % 4 == 0 ? "talk" + std::to_string(i / 40) : r.session_id;
  r.status = static_cast<domain::session_status>(i % 10 == 0 ? 1 : i % 97 == 0 ? 2 : 0);
  if (i % 8 == 7) {
    r.parent_session_id = r.root_session_id = name(i - 7);
    r.depth = 1;
  }
  r.metadata["n"] = i % 1000;
  r.metadata["team"] = "team" + std::to_string(i % 100000);
  return r;
}

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

void fill(const std::string& uri, std::int64_t sessions) {
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
    const auto r = record(i, model, random);
    const auto at = micros(r.created_at);
    session.row(i, i, r.revision, at, at, std::int64_t{0}, std::int64_t{0}, std::int64_t{0},
                static_cast<std::int64_t>(r.status), static_cast<std::int64_t>(r.type), r.tenant_id,
                r.session_id, r.user_id, r.conversation_id, r.root_session_id, r.parent_session_id,
                std::string{}, storage::relational::record_text(r));
    activity.row(r.tenant_id, at, r.session_id);
    const auto text = i % 10 ? latin(random, i % 2 ? 25 : 10) : han(random, 20);
    message.row(i, i, std::int64_t{1}, at, at, std::int64_t{0}, "f", r.tenant_id, "\\\\x00",
                "m1-" + std::to_string(i), std::string{"user"}, text);
  }
  session.end();
  activity.end();
  message.end();
  std::printf("filled_rows_rate %.0f\n", static_cast<double>(sessions) / seconds_since(start));
}

/// COPY goes into no table whose rows are looked at one by one.
void let_owner_see_all(pg::connection& c, bool on) {
  for (const auto* table : {"session", "activity", "message"})
    c.run(std::string{"ALTER TABLE parley."} + table + (on ? " NO" : "") +
          " FORCE ROW LEVEL SECURITY");
}

void finish_filling(pg::connection& c, std::int64_t sessions) {
  const auto next = std::to_string(sessions + 1);
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

void report(const std::string& what, const std::vector<double>& ms) {
  std::printf("%-34s p50 %7.3f  p99 %7.3f  most %7.3f ms\n", what.c_str(), percentile(ms, 0.5),
              percentile(ms, 0.99), percentile(ms, 1));
  std::fflush(stdout);
}

template <class F>
std::vector<double> time_each(int n, F f) {
  std::vector<double> ms;
  for (int i = 0; i < n; ++i) {
    const auto start = steady::now();
    f();
    ms.push_back(seconds_since(start) * 1000);
  }
  return ms;
}

using query = storage::session_query;
using narrowing = std::pair<const char*, std::function<void(query&)>>;

void lists(storage::catalog& catalog, std::int64_t sessions, const base::timestamp& newest) {
  random_source random{2};
  const auto any = [&] {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(sessions));
  };
  const std::array<narrowing, 10> filters{{
      {"all", [](query&) {}},
      {"status", [](query& q) { q.status = domain::session_status::archived; }},
      {"user", [&](query& q) { q.user = "user" + std::to_string(random() % 50000); }},
      {"conversation", [&](query& q) { q.conversation = "talk" + std::to_string(any() / 40); }},
      {"root", [&](query& q) { q.root = name(any() / 8 * 8); }},
      {"parent", [&](query& q) { q.parent = name(any() / 8 * 8); }},
      {"a small tenant", [&](query& q) { q.tenant = tenant(any() / 20 * 20); }},
      {"last activity", [](query& q) { q.order = storage::list_order::last_activity; }},
      {"last activity and user",
       [&](query& q) {
         q.order = storage::list_order::last_activity;
         q.user = "user" + std::to_string(random() % 50000);
         q.rows_examined_max = 1000;
       }},
      {"metadata, 1,000 rows",
       [&](query& q) {
         q.metadata.emplace_back("team", "team" + std::to_string(random() % 100000));
         q.rows_examined_max = 1000;
       }},
  }};
  for (const auto& [what, narrow] : filters)
    for (const bool oldest_first : {false, true}) {
      const auto ms = time_each(1000, [&, &narrow = narrow] {
        query q;
        q.tenant = "big";
        q.oldest_first = oldest_first;
        narrow(q);
        // Any place in the list, not only its beginning.
        if (random() % 2)
          q.after = storage::list_cursor{newest - std::chrono::milliseconds{any()}, name(any())};
        if (!catalog.list(q)) std::abort();
      });
      report(std::string{"list "} + what + (oldest_first ? ", oldest" : ""), ms);
    }
}

using question = std::function<std::string(random_source&)>;

void searches(storage::search& search, std::int64_t sessions) {
  random_source random{3};
  const auto w = [](std::int64_t n) { return "w" + std::to_string(n); };
  const std::array<std::pair<const char*, question>, 12> questions{{
      {"a common word", [&](auto& r) { return w(static_cast<std::int64_t>(r() % 10)); }},
      {"a word", [&](auto& r) { return w(words(r)); }},
      {"a rare word", [&](auto& r) { return w(20000 + static_cast<std::int64_t>(r() % 30000)); }},
      {"two words", [&](auto& r) { return w(words(r)) + " " + w(words(r)); }},
      {"two common words",
       [&](auto& r) {
         return w(static_cast<std::int64_t>(r() % 20)) + " " +
                w(static_cast<std::int64_t>(r() % 20));
       }},
      {"two rare words",
       [&](auto& r) {
         return w(5000 + static_cast<std::int64_t>(r() % 5000)) + " " +
                w(5000 + static_cast<std::int64_t>(r() % 5000));
       }},
      {"a phrase", [&](auto& r) { return "\"" + w(words(r)) + " " + w(words(r)) + "\""; }},
      {"a phrase of common words",
       [&](auto& r) {
         return "\"" + w(static_cast<std::int64_t>(r() % 5)) + " " +
                w(static_cast<std::int64_t>(r() % 5)) + " " +
                w(static_cast<std::int64_t>(r() % 5)) + "\"";
       }},
      {"one Chinese character", [](auto& r) { return han(r); }},
      {"two Chinese characters", [](auto& r) { return han(r, 2); }},
      {"three Chinese characters", [](auto& r) { return han(r, 3); }},
      {"no word that there is", [](auto& r) { return "x" + std::to_string(r()); }},
  }};
  const auto ask = [&](const std::string& text, const std::string& whose,
                       std::optional<std::string> session) {
    storage::search_query q;
    q.tenant = whose;
    q.text = text;
    q.session = std::move(session);
    const auto page = search.find(q);
    if (!page) throw std::runtime_error(page.error().text);
    return page->items.size();
  };
  for (const auto& [what, make] : questions) {
    std::size_t hits = 0;
    const auto ms = time_each(500, [&, &make = make] { hits += ask(make(random), "big", {}); });
    report(std::string{"search "} + what, ms);
    std::printf("  hits a page %.1f\n", static_cast<double>(hits) / 500);
  }
  report("search in a small tenant", time_each(500, [&] { ask(w(words(random)), "small7", {}); }));
  report("search in a session", time_each(500, [&] {
           ask(w(words(random)), "big",
               name(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(sessions))));
         }));
}

}  // namespace

int main() {
  const auto sessions = setting("PARLEY_BENCH_SESSIONS", 1000000);
  const char* kept = std::getenv("PARLEY_BENCH_POSTGRES");
  std::unique_ptr<tests::postgres_server> server;
  std::string uri = kept ? kept : "";
  if (!kept) {
    server = std::make_unique<tests::postgres_server>();
    uri = server->uri(server->fresh());
  }
  const auto opts = pg::read_uri(uri).value();
  pg::connection c{opts};
  if (const auto ready = pg::migrate(c); !ready) throw std::runtime_error(ready.error().text);
  if (pg::ask(c, pg::every_tenant, "SELECT next_position FROM shard")[0].integer(0) == 1) {
    let_owner_see_all(c, true);
    fill(uri, sessions);
    let_owner_see_all(c, false);
    finish_filling(c, sessions);
    follow(opts);
    c.run("VACUUM ANALYZE");
  }
  const auto newest = base::from_micros(
      pg::ask(c, pg::every_tenant,
              "SELECT created_at FROM session WHERE key = " + std::to_string(sessions))[0]
          .integer(0));
  auto shared = std::make_shared<pg::reader_connection>(opts);
  lists(*pg::make_catalog(shared), sessions, newest);
  searches(*pg::make_search(shared), sessions);
}
