#define CAF_SUITE redis_faults
#include <random>
#include <thread>

#include "caf/test/unit_test.hpp"
#include "parley/storage/maintenance.hpp"
#include "redis/redis_server.hpp"
#include "storage/fault_world.hpp"
#include "storage/scale.hpp"

using namespace parley;
using tests::redis_server;

namespace {

[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

constexpr int appends = 40;

/// A stalled network is given up soon.
constexpr const char* parameters = "&deadline_ms=1000&connect_ms=2000";

/// Said in each commit, and nowhere else.
constexpr const char* commit_words = "RPUSH";

/// In a Redis whose every answer is synced.
class world : public tests::fault_world {
 public:
  explicit world(redis_server& s) : world(s, s.fresh()) {}

  redis_server& server;
  std::string prefix;

  /// What a look at the store finds, or nothing.
  std::string findings() const {
    const auto seen = storage::inspect_store(server.uri() + "?prefix=" + prefix, {}, {});
    if (!seen) return base::to_string(seen.error());
    return seen->findings.empty()
               ? ""
               : seen->findings.front().where + " " + seen->findings.front().text;
  }

 private:
  world(redis_server& s, const std::string& direct)
      : fault_world(s.port(), direct,
                    [&](int port) { return s.uri(port) + query_of(direct) + parameters; }),
        server(s),
        prefix(direct.substr(direct.find("prefix=") + 7,
                             direct.find("&index") - direct.find("prefix=") - 7)) {}
  static std::string query_of(const std::string& uri) { return uri.substr(uri.find('?')); }
};

struct fault {
  const char* name;
  void (*strike)(world&);  ///< while an append is on its way
  void (*heal)(world&);    ///< after it
};

void nothing(world&) {}

const fault faults[] = {
    // What is started ends with the thread that started it.
    {"the server is killed", [](world& w) { w.server.kill9(); },
     [](world& w) { w.server.start(); }},
    {"connections are cut", [](world& w) { w.proxy.cut(); }, nothing},
    {"the network stalls", [](world& w) { w.proxy.stall(true); },
     [](world& w) { w.proxy.stall(false); }},
    {"the answer to a commit is lost", [](world& w) { w.proxy.lose_answer_to(commit_words); },
     nothing},
    {"the server cannot be reached",
     [](world& w) {
       w.proxy.refuse(true);
       w.proxy.cut();
     },
     [](world& w) { w.proxy.refuse(false); }},
    {"the server forgets its scripts",
     [](world& w) {
       w.server.run({"SCRIPT", "FLUSH"});
     },
     nothing},
    {"the server ends every connection",
     [](world& w) {
       w.server.run({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
     },
     nothing},
};

redis_server* durable_server() {
  if (!redis_server::program()) {
    CAF_MESSAGE(tests::no_redis);
    return nullptr;
  }
  static redis_server server{redis_server::durability::always};
  return &server;
}

/// What went wrong in a round, or nothing.
std::string round(redis_server& server, const fault& f, unsigned long long seed) {
  std::mt19937_64 random{seed};
  world w{server};
  for (int i = 0; i < appends; ++i) {
    const bool strikes = random() % 8 == 0;
    std::thread other;
    if (strikes) other = std::thread{[&] { f.strike(w); }};
    const auto first = w.attempt();
    if (other.joinable()) other.join();
    if (strikes) f.heal(w);
    if (first.kind == storage::commit::committed) continue;
    if (auto why = w.append(); !why.empty()) return why;
  }
  auto wrong = w.verdict();
  return wrong.empty() ? w.findings() : wrong;
}

}  // namespace

CAF_TEST(nothing_acknowledged_is_lost_and_nothing_is_there_twice) {
  auto* server = durable_server();
  if (!server) return;
  for (const auto& f : faults) {
    auto seed = tests::first_seed(1);
    for (int n = tests::scaled(4); n > 0; --n, ++seed) {
      const auto wrong = round(*server, f, seed);
      if (!wrong.empty()) CAF_ERROR(f.name << ", PARLEY_TEST_SEED=" << seed << ": " << wrong);
    }
  }
}

CAF_TEST(a_commit_whose_answer_is_lost_is_unknown_and_known_when_repeated) {
  auto* server = durable_server();
  if (!server) return;
  world w{*server};
  CAF_CHECK_EQUAL(w.append(), "");
  w.proxy.lose_answer_to(commit_words);
  const auto lost = w.attempt();
  CAF_CHECK(lost.kind == storage::commit::unknown);
  CAF_CHECK(lost.error.code == base::errc::unknown_outcome);
  CAF_CHECK(w.proxy.has_lost_answer());
  CAF_CHECK_EQUAL(w.append(), "");
  CAF_CHECK_EQUAL(w.verdict(), "");
}

CAF_TEST(the_newest_owner_wins) {
  auto* server = durable_server();
  if (!server) return;
  world w{*server};
  CAF_CHECK_EQUAL(w.append(), "");
  auto other = storage::open_store(server->uri() + "?prefix=" + w.prefix, {});
  CAF_REQUIRE(other.has_value());
  auto owner = (*other)->open_writer();
  CAF_REQUIRE(owner.has_value());
  CAF_CHECK((*owner)->epoch() > w.writer->epoch());
  const auto stale = w.attempt();
  CAF_CHECK(stale.kind == storage::commit::rejected);
  CAF_CHECK(stale.error.code == base::errc::unavailable);
  CAF_CHECK(w.reopen_writer().has_value());
  CAF_CHECK_EQUAL(w.append(), "");
  CAF_CHECK_EQUAL(w.verdict(), "");
}

CAF_TEST(a_server_without_memory_refuses_and_goes_on) {
  auto* server = durable_server();
  if (!server) return;
  world w{*server};
  CAF_CHECK_EQUAL(w.append(), "");
  server->set("maxmemory", "1");
  const auto refused = w.attempt();
  CAF_CHECK(refused.kind == storage::commit::rejected);
  CAF_CHECK(refused.error.code == base::errc::unavailable);
  CAF_CHECK(w.read.log->load({"t", "a"}).has_value());
  server->set("maxmemory", "0");
  CAF_CHECK_EQUAL(w.append(), "");
  CAF_CHECK_EQUAL(w.verdict(), "");
}

namespace {

bool is_lost(const base::status& error) {
  CAF_MESSAGE(error.text);
  return error.code == base::errc::internal &&
         error.text.find("stop this process") != std::string::npos;
}

/// Neither writers nor readers take what is there for what was.
void check_lost(world& w) {
  for (int i = 0; i < 3; ++i) {
    const auto outcome = w.attempt();
    CAF_CHECK(outcome.kind == storage::commit::rejected);
    CAF_CHECK(is_lost(outcome.error));
    const auto found = w.read.log->load({"t", "a"});
    CAF_CHECK(!found.has_value() && is_lost(found.error()));
  }
}

}  // namespace

CAF_TEST(a_server_that_lost_everything_is_noticed) {
  auto* server = durable_server();
  if (!server) return;
  world w{*server};
  CAF_CHECK_EQUAL(w.append(), "");
  server->run({"FLUSHALL"});
  check_lost(w);
  // Another process has made a new store there: it is not taken for the old one.
  CAF_CHECK(storage::open_store(server->uri() + "?prefix=" + w.prefix, {}).has_value());
  check_lost(w);
}

CAF_TEST(a_server_with_older_files_is_noticed) {
  if (!redis_server::program()) return;
  // Without files of its own it comes back with what a snapshot had.
  redis_server server;
  world w{server};
  CAF_CHECK_EQUAL(w.append(), "");
  server.run({"SAVE"});
  CAF_CHECK_EQUAL(w.append(), "");
  server.kill9();
  server.start();
  check_lost(w);
  // Who accepts that starts anew.
  auto store = storage::open_store(server.uri() + "?prefix=" + w.prefix, {});
  CAF_REQUIRE(store.has_value());
  CAF_CHECK((*store)->open_writer().has_value());
}
