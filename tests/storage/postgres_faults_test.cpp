#define CAF_SUITE postgres_faults
#include "caf/test/unit_test.hpp"

#include <random>
#include <thread>

#include "storage/pgbouncer_server.hpp"
#include "storage/postgres_world.hpp"
#include "storage/scale.hpp"

using namespace parley;
using tests::postgres_world;

namespace {

[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

constexpr int appends = 40;

// What is said in the clear each time, since nothing is prepared; a stalled network is given up
// soon.
constexpr const char* parameters = "&pooler=on&deadline_ms=1000&connect_ms=2000";

/// Said in the last round trip of a commit.
constexpr const char* last_words = "UPDATE shard SET next_session";

struct fault {
  const char* name;
  void (*strike)(postgres_world&);  ///< while an append is on its way
  void (*heal)(postgres_world&);    ///< after it
};

void nothing(postgres_world&) {}

const fault faults[] = {
    // What is started ends with the thread that started it.
    {"the server is killed", [](postgres_world& w) { w.server.kill9(); },
     [](postgres_world& w) { w.server.start(); }},
    {"connections are cut", [](postgres_world& w) { w.proxy.cut(); }, nothing},
    {"the network stalls", [](postgres_world& w) { w.proxy.stall(true); },
     [](postgres_world& w) { w.proxy.stall(false); }},
    {"the answer to a commit is lost",
     [](postgres_world& w) { w.proxy.lose_answer_to(last_words); }, nothing},
    {"the server cannot be reached",
     [](postgres_world& w) {
       w.proxy.refuse(true);
       w.proxy.cut();
     },
     [](postgres_world& w) { w.proxy.refuse(false); }},
    {"the server ends every session",
     [](postgres_world& w) {
       w.server.run(
           "postgres",
           "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'parley'");
     },
     nothing},
};

tests::postgres_server* durable_server() {
  if (!tests::postgres_server::programs()) {
    CAF_MESSAGE(tests::no_postgres);
    return nullptr;
  }
  static tests::postgres_server server{tests::postgres_server::durability::full};
  return &server;
}

/// What went wrong in a round, or nothing.
std::string round(tests::postgres_server& server, tests::postgres_stores& stores, const fault& f,
                  unsigned long long seed) {
  std::mt19937_64 random{seed};
  postgres_world world{server, stores, parameters};
  for (int i = 0; i < appends; ++i) {
    const bool strikes = random() % 8 == 0;
    std::thread other;
    if (strikes) other = std::thread{[&] { f.strike(world); }};
    const auto first = world.attempt();
    if (other.joinable()) other.join();
    if (strikes) f.heal(world);
    if (first.kind == storage::commit::committed) continue;
    if (auto why = world.append(); !why.empty()) return why;
  }
  return world.verdict();
}

}  // namespace

CAF_TEST(nothing_acknowledged_is_lost_and_nothing_is_there_twice) {
  auto* server = durable_server();
  if (!server) return;
  tests::postgres_stores stores{*server};
  for (const auto& f : faults) {
    auto seed = tests::first_seed(1);
    for (int n = tests::scaled(5); n > 0; --n, ++seed) {
      const auto wrong = round(*server, stores, f, seed);
      if (!wrong.empty()) CAF_ERROR(f.name << ", PARLEY_TEST_SEED=" << seed << ": " << wrong);
    }
  }
}

CAF_TEST(a_commit_whose_answer_is_lost_is_unknown_and_known_when_repeated) {
  auto* server = durable_server();
  if (!server) return;
  tests::postgres_stores stores{*server};
  postgres_world world{*server, stores, parameters};
  CAF_CHECK_EQUAL(world.append(), "");
  world.proxy.lose_answer_to(last_words);
  const auto lost = world.attempt();
  CAF_CHECK(lost.kind == storage::commit::unknown);
  CAF_CHECK(lost.error.code == base::errc::unknown_outcome);
  CAF_CHECK(world.proxy.has_lost_answer());
  CAF_CHECK_EQUAL(world.append(), "");
  CAF_CHECK_EQUAL(world.verdict(), "");
}

CAF_TEST(the_newest_owner_wins) {
  auto* server = durable_server();
  if (!server) return;
  tests::postgres_stores stores{*server};
  postgres_world world{*server, stores};
  CAF_CHECK_EQUAL(world.append(), "");
  const auto uri = server->uri(stores.database()) + "?schema=" + stores.schema();
  auto other = storage::open_store(uri, {});
  CAF_REQUIRE(other.has_value());
  auto owner = (*other)->open_writer();
  CAF_REQUIRE(owner.has_value());
  CAF_CHECK((*owner)->epoch() > world.writer->epoch());
  const auto stale = world.attempt();
  CAF_CHECK(stale.kind == storage::commit::rejected);
  CAF_CHECK(stale.error.code == base::errc::unavailable);
  CAF_CHECK(world.reopen_writer().has_value());
  CAF_CHECK_EQUAL(world.append(), "");
  CAF_CHECK_EQUAL(world.verdict(), "");
}

CAF_TEST(errors_of_the_server_are_told_apart) {
  auto* server = durable_server();
  if (!server) return;
  struct row {
    const char* code;
    int times;
    storage::commit kind;
    base::errc error;
  };
  constexpr row rows[] = {
      {"40001", 1, storage::commit::committed, base::errc::internal},  // alone it succeeds
      {"40P01", 1, storage::commit::committed, base::errc::internal},
      {"40001", 2, storage::commit::rejected, base::errc::unavailable},
      {"53100", 1, storage::commit::rejected, base::errc::unavailable},  // disk full
      {"25006", 1, storage::commit::rejected, base::errc::unavailable},  // read-only
      {"23505", 2, storage::commit::rejected, base::errc::internal},     // poison
  };
  tests::postgres_stores stores{*server};
  for (const auto& r : rows) {
    postgres_world world{*server, stores};
    server->refuse_writes(stores.database(), stores.schema() + ".message", r.code, r.times);
    const auto outcome = world.attempt();
    if (outcome.kind != r.kind ||
        (r.kind == storage::commit::rejected && outcome.error.code != r.error))
      CAF_ERROR(r.code << ": " << base::to_string(outcome.error));
    CAF_CHECK_EQUAL(world.append(), "");
    CAF_CHECK_EQUAL(world.verdict(), "");
  }
}

CAF_TEST(a_pooler_that_is_killed_loses_nothing) {
  auto* server = durable_server();
  if (!server) return;
  if (!tests::pgbouncer_server::is_installed()) {
    CAF_MESSAGE(tests::no_pgbouncer);
    return;
  }
  tests::pgbouncer_server pooler{server->port()};
  tests::postgres_stores stores{*server};
  for (int n = tests::scaled(5); n > 0; --n) {
    postgres_world world{*server, stores, "&pooler=on", pooler.port()};
    for (int i = 0; i < appends; ++i) {
      if (i % 10 == 5) {
        pooler.kill9();
        pooler.start();
      }
      CAF_CHECK_EQUAL(world.append(), "");
    }
    CAF_CHECK_EQUAL(world.verdict(), "");
  }
}
