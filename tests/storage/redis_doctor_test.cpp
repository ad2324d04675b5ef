#define CAF_SUITE redis_doctor
#include <algorithm>

#include "caf/test/unit_test.hpp"
#include "parley/storage/maintenance.hpp"
#include "redis/redis_server.hpp"
#include "storage/doctor_patient.hpp"
#include "storage/redis/structures.hpp"

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
  explicit ward(tests::redis_server& server) : server_(server), uri_(server.fresh()) {
    prefix_ = uri_.substr(uri_.find("prefix=") + 7);
    prefix_ = prefix_.substr(0, prefix_.find('&'));
    failures_ = tests::fill_patient(
        [&](const storage::open_options& options) { return storage::open_store(uri_, options); });
  }

  const std::vector<std::string>& failures() const { return failures_; }

  storage::inspection inspect(bool repair = false, bool reindex = false) {
    return storage::inspect_store(uri_, {}, {repair, reindex}).value();
  }

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
