#define CAF_SUITE redis_doctor
#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

#include "caf/test/unit_test.hpp"
#include "parley/storage/maintenance.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/samples.hpp"
#include "redis/connection.hpp"
#include "redis/redis_server.hpp"
#include "storage/doctor_patient.hpp"
#include "storage/redis/check/checks.hpp"
#include "storage/redis/structures.hpp"
#include "storage/redis/transaction.hpp"

// A store in Redis is broken in the ways that checks are about.

using namespace parley;
namespace driver = storage::redis;

namespace {

[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

std::string shown(const storage::inspection& seen) {
  std::string text;
  for (const auto& f : seen.findings)
    text += f.check + ": " + f.where + " " + f.text + (f.repaired ? " (repaired)\n" : "\n");
  return text;
}

class ward {
 public:
  /// With a patient, or for a store that is still to be made.
  explicit ward(tests::redis_server& server, bool filled = true)
      : server_(server), uri_(server.fresh()) {
    prefix_ = uri_.substr(uri_.find("prefix=") + 7);
    prefix_ = prefix_.substr(0, prefix_.find('&'));
    if (!filled) return;
    failures_ = tests::fill_patient(
        [&](const storage::open_options& options) { return storage::open_store(uri_, options); });
  }

  const std::vector<std::string>& failures() const { return failures_; }

  storage::inspection inspect(bool repair = false, bool reindex = false) {
    return storage::inspect_store(uri_, {}, {repair, reindex}).value();
  }

  const std::string& uri() const { return uri_; }
  std::string key(const std::string& structure) const { return prefix_ + structure; }
  redis::reply run(std::initializer_list<std::string_view> words) { return server_.run(words); }

 private:
  tests::redis_server& server_;
  std::string uri_;
  std::string prefix_;
  std::vector<std::string> failures_;
};

/// The first log with rows.
std::string any_log(ward& w) {
  for (int i = 1;; ++i)
    if (const auto name = std::to_string(i); w.run({"LLEN", w.key("log:" + name)}).integer() > 1)
      return name;
}

struct injury {
  const char* check;
  bool has_remedy;
  void (*inflict)(ward&);
  void (*undo)(ward&);  ///< of one without a remedy
};

void lose_member(ward& w, const std::string& order) {
  w.run({"ZREMRANGEBYRANK", w.key(order), "0", "0"});
}

const injury injuries[] = {
    {"names", true,
     [](ward& w) {
       w.run({"HSET", w.key(driver::hashes::name), "nobody", "12345678"});
     },
     nullptr},
    {"lists", true, [](ward& w) { lose_member(w, driver::orders::created); }, nullptr},
    {"lists", true, [](ward& w) { lose_member(w, driver::orders::active); }, nullptr},
    {"lists", true, [](ward& w) { lose_member(w, driver::orders::status); }, nullptr},
    {"lists", true,
     [](ward& w) {
       w.run({"ZADD", w.key(driver::orders::user), "0", "nobody"});
     },
     nullptr},
    {"segments", true, [](ward& w) { lose_member(w, driver::orders::sharer); }, nullptr},
    {"dense_seq", true,
     [](ward& w) {
       const auto field = w.run({"HRANDFIELD", w.key(driver::hashes::head)});
       w.run({"HDEL", w.key(driver::hashes::head), field.text()});
     },
     nullptr},
    {"dense_seq", false,
     [](ward& w) {
       w.run({"LMOVE", w.key("log:" + any_log(w)), w.key("aside"), "LEFT", "LEFT"});
     },
     [](ward& w) {
       for (int i = 1; i < 100; ++i) {
         const auto list = w.key("log:" + std::to_string(i));
         const auto first = w.run({"LINDEX", list, "0"});
         // The eighth byte of a row is the last one of its seq.
         if (first.is_nil() ||
             first.text().substr(0, 8) != std::string_view{"\x80\0\0\0\0\0\0\2", 8})
           continue;
         w.run({"LMOVE", w.key("aside"), list, "LEFT", "LEFT"});
         return;
       }
     }},
    {"counts", true,
     [](ward& w) {
       const auto field = w.run({"HRANDFIELD", w.key(driver::tables_of::tenant)});
       w.run({"HSET", w.key(driver::tables_of::tenant), field.text(), "\x7e\x7e"});
     },
     nullptr},
    {"statistics", true,
     [](ward& w) {
       const auto field = w.run({"HRANDFIELD", w.key(driver::tables_of::day)});
       w.run({"HSET", w.key(driver::tables_of::day), field.text(), std::string_view{"\0\0\0", 3}});
     },
     nullptr},
    {"counters", false,
     [](ward& w) {
       w.run({"HSET", w.key(driver::store_hash), "session", "1"});
     },
     [](ward& w) {
       w.run({"HSET", w.key(driver::store_hash), "session", "1000"});
     }},
    {"turns", true, [](ward& w) { lose_member(w, driver::orders::question); }, nullptr},
    {"summaries", true,
     [](ward& w) {
       w.run({"ZADD", w.key(driver::orders::summary_at), "0", "nothing"});
     },
     nullptr},
    {"jobs", true, [](ward& w) { lose_member(w, driver::orders::due); }, nullptr},
    {"jobs", true, [](ward& w) { lose_member(w, driver::orders::job_of); }, nullptr},
    {"keys", true, [](ward& w) { lose_member(w, driver::orders::effect_age); }, nullptr},
    {"erased", true,
     [](ward& w) {
       const auto field = w.run({"HRANDFIELD", w.key(driver::hashes::orphan)});
       w.run({"HDEL", w.key(driver::hashes::orphan), field.text()});
     },
     nullptr},
    {"moving", true,
     [](ward& w) {
       const auto field = w.run({"HRANDFIELD", w.key(driver::hashes::moving_of)});
       w.run({"HDEL", w.key(driver::hashes::moving_of), field.text()});
     },
     nullptr},
};

bool has(const storage::inspection& seen, const std::string& check) {
  return std::any_of(seen.findings.begin(), seen.findings.end(),
                     [&](const auto& f) { return f.check == check; });
}

}  // namespace

CAF_TEST(a_healthy_store_is_clean_and_a_broken_one_is_not) {
  auto* server = tests::shared_redis();
  if (!server) {
    CAF_MESSAGE(tests::no_redis);
    return;
  }
  ward w{*server};
  for (const auto& f : w.failures()) CAF_ERROR(f);
  const auto healthy = w.inspect(false, true);
  CAF_CHECK_EQUAL(shown(healthy), "");
  CAF_CHECK(healthy.sessions > 0 && healthy.messages > 0);
  for (const auto& i : injuries) {
    i.inflict(w);
    const auto seen = w.inspect();
    if (!has(seen, i.check)) CAF_ERROR(i.check << " finds nothing\n" << shown(seen));
    const auto repaired = w.inspect(true);
    if ((repaired.findings_left == 0) != i.has_remedy)
      CAF_ERROR(i.check << " leaves " << repaired.findings_left << "\n" << shown(repaired));
    if (i.undo) i.undo(w);
    // What was wrong may have hidden something from other checks.
    w.inspect(true);
    const auto after = w.inspect();
    if (!after.clean()) CAF_ERROR("behind " << i.check << ": " << shown(after));
  }
}

CAF_TEST(there_must_be_a_store) {
  auto* server = tests::shared_redis();
  if (!server) return;
  const auto none = storage::inspect_store(server->uri() + "?prefix=none:", {}, {});
  CAF_REQUIRE(!none.has_value());
  CAF_CHECK(none.error().code == base::errc::not_found);
  const auto copied = storage::backup_store(server->uri(), "/tmp/never");
  CAF_REQUIRE(!copied.has_value());
  CAF_CHECK(copied.error().code == base::errc::not_implemented);
}

namespace {

/// Another process, which writes to the store from when it is made.
class neighbour {
 public:
  explicit neighbour(const std::string& uri)
      : store_(storage::open_store(uri, {}).value()), writer_(store_->open_writer().value()) {}

  storage::outcome create(const std::string& id) {
    testing::fake_clock clock;
    storage::submission s;
    s.session = {"t", id};
    s.epoch = writer_->epoch();
    s.create = testing::sample_session("t", id, clock);
    return writer_->commit({&s, 1}).at(0);
  }

 private:
  std::unique_ptr<storage::store> store_;
  std::unique_ptr<storage::log_writer> writer_;
};

/// Those whose sums and lists a new session changes.
constexpr driver::invariant busy_checks[] = {{"names", driver::check_names},
                                             {"lists", driver::check_lists},
                                             {"counts", driver::check_counts},
                                             {"statistics", driver::check_statistics}};

/// A check of the store, before whose every question something happens.
struct checked {
  storage::inspection seen;
  bool overtaken = false;
  int questions = 0;
};

checked check(ward& w, const driver::invariant& each, bool repair,
              const std::function<void(int)>& meanwhile) {
  checked done;
  const auto opts = driver::read_uri(w.uri()).value();
  redis::connection connection{opts.server};
  const auto connect = [&]() -> redis::connection& {
    meanwhile(++done.questions);
    return connection;
  };
  const std::string id{w.run({"HGET", w.key(driver::store_hash), "id"}).text()};
  const auto store = std::make_shared<driver::identity>(id);
  driver::row_cache cache;
  std::optional<driver::claim> mine;
  if (repair) mine = driver::transaction::raise_epoch({connection, opts, store, cache});
  driver::server_rows rows{connect, opts.prefix, store};
  driver::examination e{rows, connect, std::move(mine)};
  try {
    driver::make(e, each);
  } catch (const driver::overtaken&) {
    done.overtaken = true;
  }
  done.seen = e.result();
  return done;
}

/// How many questions a check has for a store to which nobody writes.
int questions_of(ward& w, const driver::invariant& each) {
  return check(w, each, false, [](int) {}).questions;
}

std::string new_name() {
  static std::atomic<int> names = 0;
  return "later" + std::to_string(++names);
}

}  // namespace

CAF_TEST(who_writes_during_a_check_is_not_taken_for_damage) {
  auto* server = tests::shared_redis();
  if (!server) return;
  for (const auto& each : busy_checks) {
    ward w{*server, false};
    neighbour other{w.uri()};
    other.create(new_name());
    const auto questions = questions_of(w, each);
    for (int at = 1; at <= questions; ++at) {
      const auto once = check(w, each, false, [&](int n) {
        if (n == at) other.create(new_name());
      });
      CAF_CHECK_EQUAL(shown(once.seen), "");
    }
    const auto always = check(w, each, false, [&](int) { other.create(new_name()); });
    CAF_CHECK_EQUAL(shown(always.seen),
                    std::string{each.name} +
                        ": store the check cannot be made: somebody writes to the store\n");
  }
}

CAF_TEST(a_repair_touches_nothing_that_somebody_writes_meanwhile) {
  auto* server = tests::shared_redis();
  if (!server) return;
  int overtaken = 0;
  for (const auto& each : busy_checks) {
    ward w{*server, false};
    neighbour{w.uri()}.create(new_name());
    const auto questions = questions_of(w, each);
    for (int at = 1; at <= questions; ++at) {
      // As a server does that is started again.
      const auto done = check(w, each, true, [&](int n) {
        if (n == at) neighbour{w.uri()}.create(new_name());
      });
      overtaken += done.overtaken ? 1 : 0;
      if (done.seen.findings_left != done.seen.findings_total) CAF_ERROR(shown(done.seen));
      const auto after = check(w, each, false, [](int) {});
      if (!after.seen.clean()) CAF_ERROR(each.name << " " << at << ": " << shown(after.seen));
    }
  }
  CAF_CHECK(overtaken > 0);
}

CAF_TEST(many_findings_are_repaired_in_slices) {
  auto* server = tests::shared_redis();
  if (!server) return;
  ward w{*server};
  for (int i = 0; i < 1234; ++i)
    w.run({"HSET", w.key(driver::hashes::name), "nobody" + std::to_string(i), "12345678"});
  const auto repaired = w.inspect(true);
  CAF_CHECK_EQUAL(repaired.findings_total, 1234);
  CAF_CHECK_EQUAL(repaired.findings_left, 0);
  CAF_CHECK(w.inspect().clean());
}

CAF_TEST(a_repair_takes_the_store_over_and_ends_when_it_is_taken_back) {
  auto* server = tests::shared_redis();
  if (!server) return;
  ward w{*server};
  neighbour before{w.uri()};
  CAF_CHECK(w.inspect(true).clean());
  const auto refused = before.create("x");
  CAF_CHECK(refused.kind == storage::commit::rejected);
  CAF_CHECK(refused.error.code == base::errc::unavailable);

  std::atomic<bool> ended = false;
  std::thread restarting{[&] {
    while (!ended) neighbour{w.uri()}.create(new_name());
  }};
  bool conflict = false;
  for (int i = 0; i < 100 && !conflict; ++i) {
    const auto seen = storage::inspect_store(w.uri(), {}, {true, false});
    conflict = !seen && seen.error().code == base::errc::conflict;
    if (!seen && !conflict) CAF_ERROR(base::to_string(seen.error()));
  }
  ended = true;
  restarting.join();
  CAF_CHECK(conflict);
  CAF_CHECK_EQUAL(shown(w.inspect()), "");
}
