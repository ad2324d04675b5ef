/// How fast sessions of real conversations move into PostgreSQL, beside a client of nothing but
/// libpq that has the same rows ready and copies them idempotently, and what appends to live
/// sessions wait for meanwhile.
#include <arpa/inet.h>
#include <endian.h>
#include <libpq-fe.h>
#include <caf/all.hpp>

#include <fstream>
#include <thread>

#include "live.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/transcript.hpp"
#include "parley/storage/move_steps.hpp"
#include "parley/storage/store.hpp"
#include "storage/postgres_server.hpp"

using namespace parley;
using namespace parley::benchmarks;

namespace {

constexpr std::size_t batch = 100;
constexpr std::int64_t page_bytes = 4'194'304;
constexpr storage::move_page_limits limits{1000, page_bytes};
constexpr storage::absent_rows nothing_but_messages{true, true, true};

/// Conversations over and over, under other names; without the real ones 24 messages each.
class conversations {
 public:
  conversations() {
    std::ifstream file{PARLEY_REAL_CONVERSATIONS};
    for (std::string line; std::getline(file, line);)
      if (auto read = domain::read_chat_line(*domain::parse_json(line), {}))
        all_.push_back(std::move(*read));
    if (!all_.empty()) return;
    auto& made = all_.emplace_back();
    for (std::uint64_t n = 0; n < 24; ++n) made.messages.push_back(make_message(n));
  }

  /// Creates sessions `first` and so on, each with a conversation; the messages that it wrote.
  std::int64_t write(storage::log_writer& to, std::size_t first, std::size_t count) const {
    std::int64_t messages = 0;
    std::vector<storage::submission> group;
    for (std::size_t i = first; i < first + count; ++i) {
      const auto& talk = all_[i % all_.size()];
      storage::submission s;
      s.session = {"default", "talk-" + std::to_string(i)};
      s.epoch = to.epoch();
      auto request = talk.session;
      request.session_id = s.session.id;
      if (request.participants.empty()) request.participants = domain::implied_participants();
      s.create = domain::create_session(request, "default", s.session.id, std::nullopt,
                                        base::system_clock().now(), {})
                     .value();
      s.create->status = domain::session_status::closed;
      s.create->closed_at = s.create->created_at;
      auto& part = s.parts.emplace_back();
      for (auto m : talk.messages) {
        m.message_id.clear();
        m.id_suffix = base::make_suffix(base::system_entropy());
        m.timestamp = m.received_at = base::system_clock().now();
        m.body_digest = domain::body_digest(m);
        part.entries.push_back(std::move(m));
      }
      messages += static_cast<std::int64_t>(part.entries.size());
      group.push_back(std::move(s));
      if (group.size() < batch && i + 1 < first + count) continue;
      for (const auto& o : to.commit(group))
        if (o.kind != storage::commit::committed) std::abort();
      group.clear();
    }
    return messages;
  }

 private:
  std::vector<domain::chat_conversation> all_;
};

struct copied {
  storage::session_ref session;
  storage::moving_session moving;
  std::optional<storage::history_walk> walk;
  storage::staged_rows there;
};

/// Seconds of the copy phase: read, staged a batch at a time, read back and compared.
double copy_phase(storage::store& from, storage::store& to, std::size_t sessions) {
  const auto reader = from.open_reader().value();
  const auto writer = to.open_writer().value();
  const auto back = to.open_reader().value();
  const auto start = steady::now();
  for (std::size_t i = 0; i < sessions; i += batch) {
    std::vector<copied> group;
    for (std::size_t n = i; n < std::min(sessions, i + batch); ++n) {
      auto& c = group.emplace_back();
      c.session = {"default", "talk-" + std::to_string(n)};
      c.moving.from = reader.log->load(c.session).value().value();
      const auto summaries = reader.log->summary_state_of(c.moving.from.log).value();
      c.moving.erasures = summaries.erasures;
      c.walk.emplace(c.moving.from.key, c.moving.from.log, c.moving.from.head.last_seq, limits,
                     storage::history_walk::part::all, nothing_but_messages);
    }
    for (std::size_t next = 0; next < group.size();) {
      std::vector<storage::submission> pages;
      std::vector<copied*> whose;
      for (std::size_t bytes = 0; next < group.size() && bytes < page_bytes; ++next) {
        auto& c = group[next];
        auto page = c.walk->next(*reader.log).value();
        if (!page) continue;
        pages.push_back(storage::stage_step(c.session, c.there, std::move(*page), writer->epoch()));
        bytes += pages.back().bytes();
        whose.push_back(&c);
        if (!c.walk->done()) break;
      }
      if (pages.empty()) continue;
      const auto outcomes = writer->commit(pages);
      for (std::size_t p = 0; p < pages.size(); ++p) {
        if (outcomes[p].kind != storage::commit::committed) std::abort();
        whose[p]->there = {outcomes[p].key, outcomes[p].log};
      }
    }
    for (auto& c : group) {
      c.moving.rows = c.walk->sum();
      const auto there =
          storage::sum_history(*back.log, {c.there.key, c.there.log, c.moving.rows.last_seq, limits,
                                           storage::history_walk::part::all, nothing_but_messages});
      if (there.value() != c.moving.rows) std::abort();
    }
  }
  return seconds_since(start);
}

/// Rows of `message` in COPY's binary form.
class copy_rows {
 public:
  copy_rows() { bytes_.append("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19); }

  void add(std::int64_t position, std::int64_t log, const domain::message& m) {
    short_number(20);
    for (const auto n :
         {position, log, m.seq, base::to_micros(m.received_at), base::to_micros(m.timestamp)})
      number(n);
    length(2), short_number(static_cast<std::uint16_t>(m.status));
    length(1), bytes_.push_back(0);
    text("default");
    text({reinterpret_cast<const char*>(m.body_digest.data()), m.body_digest.size()});
    text(m.message_id);
    text(m.role);
    maybe(m.sender_id);
    length(-1);
    maybe(m.name);
    maybe(m.tool_call_id);
    maybe(m.content);
    for (const auto* each : {&m.tool_calls.text, &m.metadata.text, &m.item.text, &m.extra.text})
      each->empty() ? length(-1) : text(*each);
  }

  const std::string& end() {
    short_number(0xffff);
    return bytes_;
  }

 private:
  void length(std::int32_t n) {
    const auto be = htonl(static_cast<std::uint32_t>(n));
    bytes_.append(reinterpret_cast<const char*>(&be), 4);
  }
  void short_number(std::uint16_t n) {
    const auto be = htons(n);
    bytes_.append(reinterpret_cast<const char*>(&be), 2);
  }
  void number(std::int64_t n) {
    length(8);
    const auto be = htobe64(static_cast<std::uint64_t>(n));
    bytes_.append(reinterpret_cast<const char*>(&be), 8);
  }
  void text(std::string_view t) {
    length(static_cast<std::int32_t>(t.size()));
    bytes_.append(t);
  }
  void maybe(const std::optional<std::string>& t) { t ? text(*t) : length(-1); }

  std::string bytes_;
};

class copying_client {
 public:
  copying_client(const std::string& uri, const std::string& schema)
      : pg_(PQconnectdb(uri.c_str()), PQfinish) {
    if (PQstatus(pg_.get()) != CONNECTION_OK) std::abort();
    run("SET search_path TO " + schema + "; SET parley.tenant = '*'");
  }

  void copy(const std::string& rows) {
    run("BEGIN; CREATE TEMP TABLE coming (LIKE message) ON COMMIT DROP");
    run("COPY coming FROM STDIN (FORMAT binary)", PGRES_COPY_IN);
    if (PQputCopyData(pg_.get(), rows.data(), static_cast<int>(rows.size())) != 1 ||
        PQputCopyEnd(pg_.get(), nullptr) != 1)
      std::abort();
    while (auto* answer = PQgetResult(pg_.get())) check(answer, PGRES_COMMAND_OK);
    run("INSERT INTO message SELECT * FROM coming ON CONFLICT DO NOTHING; COMMIT");
  }

 private:
  void run(const std::string& sql, ExecStatusType wanted = PGRES_COMMAND_OK) {
    check(PQexec(pg_.get(), sql.c_str()), wanted);
  }
  static void check(PGresult* answer, ExecStatusType wanted) {
    if (PQresultStatus(answer) != wanted) {
      std::fprintf(stderr, "%s\n", PQresultErrorMessage(answer));
      std::abort();
    }
    PQclear(answer);
  }
  std::unique_ptr<PGconn, void (*)(PGconn*)> pg_;
};

/// Seconds in which nothing but COPY brings the same rows there, a batch of sessions at a time.
double bare_copy(storage::store& from, const std::string& uri, const std::string& schema,
                 std::size_t sessions) {
  const auto reader = from.open_reader().value();
  std::vector<std::string> ready;
  std::int64_t position = 0;
  for (std::size_t i = 0; i < sessions; i += batch) {
    copy_rows rows;
    for (std::size_t n = i; n < std::min(sessions, i + batch); ++n) {
      const auto stored = reader.log->load({"default", "talk-" + std::to_string(n)}).value();
      storage::page_request all;
      all.after = 0;
      all.upto = stored->head.last_seq;
      all.items_max = 100'000;
      all.bytes_max = INT64_MAX;
      const auto page = reader.log->page(stored->log, all).value();
      for (const auto& m : page) rows.add(++position, stored->log, m);
    }
    ready.push_back(rows.end());
  }
  copying_client client{uri, schema};
  const auto start = steady::now();
  for (const auto& rows : ready) client.copy(rows);
  return seconds_since(start);
}

/// Milliseconds of appends to live sessions, one after the other in each of so many clients.
std::vector<double> appends(live_node& node, std::size_t clients, double seconds) {
  std::vector<std::vector<double>> taken(clients);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < clients; ++i)
    threads.emplace_back([&, i] {
      caf::scoped_actor self{node.node().system()};
      for (const auto start = steady::now(); seconds_since(start) < seconds;) {
        const auto begun = steady::now();
        node.append(self, i, 1);
        taken[i].push_back(seconds_since(begun) * 1000);
      }
    });
  for (auto& each : threads) each.join();
  std::vector<double> all;
  for (const auto& each : taken) all.insert(all.end(), each.begin(), each.end());
  return all;
}

protocol::migration_status tell(live_node& node, protocol::migration_command what) {
  caf::scoped_actor self{node.node().system()};
  protocol::migration_status status;
  self->request(node.node().supervisor(), caf::infinite, protocol::migrate_atom_v, live_node::who(),
                what)
      .receive([&](const protocol::migration_status& s) { status = s; }, live_node::failed);
  return status;
}

using act = protocol::migration_command::act;

/// What live sessions feel of a migration at that rate, in pairs without and with it.
void live_beside(const conversations& talks, tests::postgres_server& server, std::int64_t rounds,
                 std::int64_t rate) {
  scratch dir{"migration-live"};
  std::int64_t messages = 0;
  {
    const auto hot = storage::open_store(dir.uri("hot.db"), {}).value();
    messages = talks.write(*hot->open_writer().value(), 0,
                           static_cast<std::size_t>(setting("PARLEY_BENCH_LIVE", 4000)));
  }
  auto settings = live_node::settings_of(dir.uri("hot.db"));
  settings.archive.uri = server.uri(server.fresh());
  settings.migration.interval_s = 0;
  live_node node{settings, {}};
  constexpr std::size_t clients = 16;
  caf::scoped_actor self{node.node().system()};
  for (std::size_t i = 0; i < clients; ++i) node.create(self, i);
  std::vector<double> quiet, beside, ratio;
  for (std::int64_t i = 0; i < rounds; ++i) {
    quiet.push_back(percentile(appends(node, clients, 2), 0.99));
    tell(node, {act::start, 3600, 20, rate});
    const auto before = tell(node, {}).messages;
    beside.push_back(percentile(appends(node, clients, 2), 0.99));
    const auto moved = tell(node, {act::stop, {}, {}, {}}).messages - before;
    ratio.push_back(beside.back() / quiet.back());
    std::printf(
        "pair %lld: append p99 %.2f ms, %.2f ms while %lld messages move in 2 s, ratio %.2f\n",
        static_cast<long long>(i + 1), quiet.back(), beside.back(), static_cast<long long>(moved),
        ratio.back());
  }
  std::printf(
      "migration_quiet_p99_ms %.2f\nmigration_append_p99_ms %.2f\nmigration_append_ratio %.2f\n",
      median(quiet), median(beside), median(ratio));
  std::printf("migration_live_messages %lld\n", static_cast<long long>(messages));
}

/// The whole of it: copied, compared, held, arrived, departed.
double whole_moves(const conversations& talks, tests::postgres_server& server,
                   std::size_t sessions) {
  scratch dir{"migration-whole"};
  {
    const auto hot = storage::open_store(dir.uri("hot.db"), {}).value();
    talks.write(*hot->open_writer().value(), 0, sessions);
  }
  auto settings = live_node::settings_of(dir.uri("hot.db"));
  settings.archive.uri = server.uri(server.fresh());
  settings.migration.interval_s = 0;
  live_node node{settings, {}};
  const auto start = steady::now();
  tell(node, {act::start, 3600, static_cast<std::int64_t>(batch), 0});
  for (;;) {
    const auto now = tell(node, {});
    if (now.last_round) return static_cast<double>(now.moved) / seconds_since(start);
    std::this_thread::yield();
  }
}

}  // namespace

int main() {
  if (!tests::postgres_server::programs()) {
    std::puts(tests::no_postgres);
    return 77;
  }
  const auto rounds = setting("PARLEY_BENCH_ROUNDS", 3);
  const auto sessions = static_cast<std::size_t>(setting("PARLEY_BENCH_SESSIONS", 10000));
  tests::postgres_server server{tests::postgres_server::durability::full};
  const conversations talks;
  scratch dir{"migration"};
  const auto hot = storage::open_store(dir.uri("hot.db"), {}).value();
  const auto messages = talks.write(*hot->open_writer().value(), 0, sessions);
  std::vector<double> ours, bare, share;
  for (std::int64_t i = 0; i < rounds; ++i) {
    const auto mine = server.fresh();
    const auto archive = storage::open_store(server.uri(mine), {}).value();
    ours.push_back(static_cast<double>(messages) / copy_phase(*hot, *archive, sessions));
    const auto other = server.fresh();
    { const auto made = storage::open_store(server.uri(other), {}).value(); }
    bare.push_back(static_cast<double>(messages) /
                   bare_copy(*hot, server.uri(other), "parley", sessions));
    share.push_back(ours.back() / bare.back());
    std::printf(
        "round %lld: %zu sessions, %lld messages: copied and compared %.0f/s  bare COPY %.0f/s"
        "  share %.2f\n",
        static_cast<long long>(i + 1), sessions, static_cast<long long>(messages), ours.back(),
        bare.back(), share.back());
  }
  std::printf("migration_copy_rate %.0f\nmigration_bare_rate %.0f\nmigration_copy_share %.2f\n",
              median(ours), median(bare), median(share));
  std::printf("migration_sessions_rate %.0f\n", whole_moves(talks, server, sessions));
  live_beside(talks, server, setting("PARLEY_BENCH_PAIRS", 7), setting("PARLEY_BENCH_RATE", 5000));
  return 0;
}
