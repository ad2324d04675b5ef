#define CAF_SUITE archive_faults
#include <caf/scoped_actor.hpp>
#include <caf/test/unit_test.hpp>
#include <random>
#include <thread>
#include <vector>

#include "parley/parley.hpp"
#include "parley/storage/maintenance.hpp"
#include "storage/pgbouncer_server.hpp"
#include "storage/postgres_server.hpp"
#include "storage/scale.hpp"
#include "storage/scratch.hpp"
#include "storage/tcp_proxy.hpp"

// A node that moves sessions into an archive on PostgreSQL and takes them back, while that server,
// and the way to it, fail at any step.

using namespace parley;
using namespace parley::protocol;

namespace {

[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

caller who() { return {"acme", {}, {}, {}}; }

constexpr int sessions = 6;
constexpr int appends = 30;
/// How long something may take on a machine that does other things as well.
constexpr std::chrono::milliseconds patience{60'000};
constexpr std::chrono::milliseconds once{0};
constexpr const char* parameters = "?pooler=on&deadline_ms=1000&connect_ms=2000";
constexpr const char* last_words = "UPDATE shard SET next_session";

class limit {
 public:
  explicit limit(std::chrono::milliseconds most) : until_(std::chrono::steady_clock::now() + most) {}
  bool is_over() const { return std::chrono::steady_clock::now() > until_; }

 private:
  std::chrono::steady_clock::time_point until_;
};

struct site {
  site(tests::postgres_server& s, tests::pgbouncer_server* between)
      : server(s),
        pooler(between),
        database(s.fresh()),
        proxy(between ? between->port() : s.port()) {}
  ~site() {
    node.reset();
    server.drop(database);
  }

  tests::postgres_server& server;
  tests::pgbouncer_server* pooler;  ///< null: none
  std::string database;
  tests::tcp_proxy proxy;
  tests::scratch folder;
  std::unique_ptr<runtime::node> node;
  std::size_t refusals = 0;

  std::string hot() const { return "sqlite:" + folder.path("hot.db"); }
  std::string direct() const { return server.uri(database); }

  void start() {
    config::settings settings;
    settings.store.uri = hot();
    settings.archive.uri = server.uri(database, proxy.port()) + parameters;
    settings.migration.interval_s = 0;
    settings.migration.idle_s = 0;
    settings.http.port = 0;
    settings.log.level = "off";
    for (const limit time{patience}; !node && !time.is_over();)
      if (auto started = runtime::node::start(settings)) node = std::move(*started);
    if (!node) CAF_FAIL("the node does not start");
  }

  template <class Reply, class... Args>
  base::result<Reply> ask(const Args&... args) {
    caf::scoped_actor self{node->system()};
    base::result<Reply> answer = base::fail(base::errc::internal, "", "no answer");
    self->request(node->supervisor(), caf::infinite, args...)
        .receive([&](Reply& found) { answer = std::move(found); },
                 [&](const caf::error& e) { answer = base::fail(to_status(e)); });
    return answer;
  }
};

enum class way { straight, through_pooler };

struct fault {
  const char* name;
  void (*strike)(site&);
  void (*heal)(site&);
  way to_archive = way::straight;
};

void nothing(site&) {}

/// The next statements that write into one of the tables that moves go through.
void refuse(site& s, const char* code) {
  constexpr const char* tables[] = {"message", "moving", "session", "tally", "tenant_count"};
  constexpr int times = 3;
  s.server.refuse_writes(s.database,
                         std::string{"parley."} + tables[s.refusals++ % std::size(tables)], code, times);
}

void restart_node(site& s) {
  s.node.reset();
  s.start();
}

/// As a second node would.
void take_over(site& s) {
  const auto other = storage::open_store(s.direct(), {});
  if (other) (void)(*other)->open_writer();
}

const fault faults[] = {
    {"the server is killed", [](site& s) { s.server.kill9(); }, [](site& s) { s.server.start(); }},
    {"connections are cut", [](site& s) { s.proxy.cut(); }, nothing},
    {"the network stalls", [](site& s) { s.proxy.stall(true); },
     [](site& s) { s.proxy.stall(false); }},
    {"the answer to a commit is lost", [](site& s) { s.proxy.lose_answer_to(last_words); },
     nothing},
    {"the server ends every connection",
     [](site& s) {
       s.server.run(
           "postgres",
           "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'parley'");
     },
     nothing},
    {"the node ends as it stands and starts again", nothing, restart_node},
    {"transactions cannot be put in an order", [](site& s) { refuse(s, "40001"); }, nothing},
    {"the disk of the server is full", [](site& s) { refuse(s, "53100"); }, nothing},
    {"another takes the archive", take_over, restart_node},
    {"the pooler is killed", [](site& s) { s.pooler->kill9(); },
     [](site& s) { s.pooler->start(); }, way::through_pooler},
};

std::string name(int session) { return "s" + std::to_string(session); }

storage::session_ref ref(int session) { return {"acme", name(session)}; }

/// Appends the message until it is acknowledged; nothing, or why it never was.
std::string say(site& s, int session, int number, std::chrono::milliseconds most = patience) {
  append_command command;
  domain::json json{{"role", "user"},
                    {"content", "text " + std::to_string(number)},
                    {"message_id", "n" + std::to_string(number)}};
  command.messages.push_back(domain::decode_message(json, {}).value());
  base::status last;
  const limit time{most};
  do {
    const auto answer = s.ask<append_reply>(append_atom_v, who(), ref(session), command);
    if (answer) return {};
    last = answer.error();
    if (last.code != base::errc::unavailable && last.code != base::errc::unknown_outcome) break;
  } while (!time.is_over());
  return base::to_string(last);
}

/// Moves the session when the archive can be reached again.
void put_away(site& s, int session) {
  for (const limit time{patience}; !time.is_over();) {
    const auto answer = s.ask<migration_status>(migrate_atom_v, who(), ref(session));
    if (answer || answer.error().code == base::errc::conflict) return;
  }
}

std::string verdict(site& s, const std::vector<std::vector<int>>& said) {
  std::int64_t all = 0;
  for (int i = 0; i < sessions; ++i) {
    const auto& expected = said[static_cast<std::size_t>(i)];
    storage::page_request request;
    request.after = 0;
    request.items_max = 1000;
    base::result<message_page> page = base::fail(base::errc::unavailable, "", "");
    for (const limit time{patience}; !page && !time.is_over();)
      page = s.ask<message_page>(page_atom_v, who(), ref(i), request);
    if (!page) return name(i) + ": " + base::to_string(page.error());
    if (page->items.size() != expected.size())
      return name(i) + " has " + std::to_string(page->items.size()) + " messages, " +
             std::to_string(expected.size()) + " were acknowledged";
    for (std::size_t n = 0; n < expected.size(); ++n)
      if (page->items[n].message_id != "n" + std::to_string(expected[n]))
        return name(i) + " has " + page->items[n].message_id + " at place " + std::to_string(n);
    all += static_cast<std::int64_t>(expected.size());
  }
  // What no commit told the outcome of is settled within seconds.
  storage::tenant_counts counts;
  const limit time{patience};
  while (counts != storage::tenant_counts{sessions, all} && !time.is_over())
    if (const auto now = s.ask<storage::tenant_counts>(counts_atom_v, who())) counts = *now;
  s.node.reset();
  s.start();
  const auto settled = s.ask<storage::tenant_counts>(counts_atom_v, who());
  if (!settled || *settled != storage::tenant_counts{sessions, all})
    return "counts differ: " + (settled ? std::to_string(settled->sessions) + " sessions, " +
                                              std::to_string(settled->messages) + " messages"
                                        : base::to_string(settled.error()));
  s.node.reset();
  for (const auto& uri : {s.hot(), s.direct()}) {
    const auto found = storage::inspect_store(uri, {}, {});
    if (!found) return base::to_string(found.error());
    if (!found->clean())
      return found->findings[0].check + ": " + found->findings[0].where + " " +
             found->findings[0].text;
  }
  return {};
}

/// What went wrong in a round, or nothing.
std::string round(tests::postgres_server& server, tests::pgbouncer_server& pooler, const fault& f,
                  unsigned long long seed, std::int64_t& moved, std::int64_t& recalled) {
  std::mt19937_64 random{seed};
  site s{server, f.to_archive == way::through_pooler ? &pooler : nullptr};
  s.start();
  for (int i = 0; i < sessions; ++i) {
    create_command command;
    command.request = domain::decode_session_request({{"session_id", name(i)}}, {}).value();
    if (auto made = s.ask<create_reply>(create_atom_v, who(), command); !made)
      return base::to_string(made.error());
  }
  const auto tell = [&](migration_command::act what) {
    return s.ask<migration_status>(migrate_atom_v, who(),
                                   migration_command{what, 1, 4, std::int64_t{0}});
  };
  std::vector<std::vector<int>> said(sessions);
  for (int i = 0; i < sessions; ++i) put_away(s, i);
  for (int i = 0; i < appends; ++i) {
    const auto session = static_cast<int>(random() % sessions);
    // A round of moves goes on beside all of this.
    (void)tell(migration_command::act::stop);
    (void)tell(migration_command::act::start);
    const bool strikes = random() % 8 == 0;
    if (random() % 3 == 0)
      (void)s.ask<migration_status>(migrate_atom_v, who(),
                                    ref(static_cast<int>(random() % sessions)));
    std::string why;
    std::thread other{[&] { why = say(s, session, i, strikes ? once : patience); }};
    if (strikes) f.strike(s);
    other.join();
    if (!why.empty() && !strikes) return "message " + std::to_string(i) + ": " + why;
    if (strikes) {
      f.heal(s);
      put_away(s, session);
    }
    if (!why.empty())
      if (why = say(s, session, i); !why.empty())
        return "message " + std::to_string(i) + " again: " + why;
    said[static_cast<std::size_t>(session)].push_back(i);
  }
  if (const auto numbers = tell(migration_command::act::stop)) {
    moved += numbers->moved;
    recalled += numbers->recalled;
  }
  return verdict(s, said);
}

}  // namespace

CAF_TEST(whatever_fails_while_sessions_move_nothing_is_lost_and_nothing_twice) {
  if (!tests::postgres_server::programs()) {
    CAF_MESSAGE(tests::no_postgres);
    return;
  }
  if (!tests::pgbouncer_server::is_installed()) {
    CAF_MESSAGE(tests::no_pgbouncer);
    return;
  }
  tests::postgres_server server{tests::postgres_server::durability::full};
  tests::pgbouncer_server pooler{server.port()};
  for (const auto& f : faults) {
    auto seed = tests::first_seed(1);
    std::int64_t moved = 0;
    std::int64_t recalled = 0;
    for (int n = tests::scaled(2); n > 0; --n, ++seed) {
      const auto wrong = round(server, pooler, f, seed, moved, recalled);
      if (!wrong.empty()) CAF_ERROR(f.name << ", PARLEY_TEST_SEED=" << seed << ": " << wrong);
    }
    CAF_MESSAGE(f.name << ": " << moved << " moved, " << recalled << " recalled");
    CAF_CHECK(moved > 0);
    CAF_CHECK(recalled > 0);
  }
}
