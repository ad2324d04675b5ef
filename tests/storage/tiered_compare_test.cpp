#define CAF_SUITE tiered_compare
#include "caf/test/unit_test.hpp"

#include "parley/testing/power_loss_disk.hpp"
#include "redis/redis_server.hpp"
#include "storage/forgetful_disk.hpp"
#include "storage/json/store.hpp"
#include "storage/scale.hpp"
#include "storage/sqlite/store.hpp"
#include "storage/tier_side.hpp"
#include "testing/compare/side.hpp"

using namespace parley;
using storage::session_ref;

namespace {

[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

constexpr int steps = 60;

using opener = std::function<base::result<std::unique_ptr<storage::store>>(
    const std::string& name, const storage::open_options&)>;

struct tally {
  int moved = 0;
  int archived_reads = 0;
};

/// The same random calls to a store in memory and to two tiers between which sessions move all the
/// time: every answer is the same.
class comparison {
 public:
  comparison(std::uint64_t seed, const opener& open, tally& count) : world_(seed), count_(count) {
    storage::open_options options;
    options.clock = &world_.clock;
    auto plain = storage::open_store("memory:", options);
    auto hot = open("hot", options);
    auto archive = open("archive", options);
    if (!plain || !hot || !archive) {
      differ("a store does not open");
      return;
    }
    auto tiers = std::make_unique<storage::tiered_store>(std::move(*hot), std::move(*archive));
    auto* tiered = tiers.get();
    must(plain_.open(std::move(*plain), nullptr));
    must(tiered_.open(std::move(tiers), tiered));
  }

  std::string difference() const {
    return difference_.empty() ? tiered_.trouble() + plain_.trouble() : difference_;
  }

  void step() {
    const auto choice = world_.random.below(100);
    if (choice < 70) {
      commit();
    } else if (choice < 80) {
      world_.clock.advance(std::chrono::seconds{world_.random.below(40000)});
    } else if (choice < 88) {
      plain_.purge();
      tiered_.purge();
    } else if (choice < 97) {
      plain_.drop_jobs();
      tiered_.drop_jobs();
    } else {
      must(plain_.reopen_writer());
      must(tiered_.reopen_writer());
    }
    for (int n = 0; n < 4; ++n)
      if (tiered_.archive(world_.any_session())) ++count_.moved;
    compare_session(world_.any_session());
    compare_session(world_.any_session());
    compare_tenant(world_.any_session().tenant);
    compare_lists();
  }

 private:
  void must(const base::result<void>& done) {
    if (!done) differ("an open failed: " + base::to_string(done.error()));
  }

  void differ(const std::string& what) {
    if (difference_.empty()) difference_ = what;
  }

  void same(const std::string& what, const std::string& plain, const std::string& tiered) {
    if (plain != tiered) differ(what + "\n  plain:  " + plain + "\n  tiered: " + tiered);
  }

  template <class T>
  void same(const std::string& what, const base::result<T>& plain, const base::result<T>& tiered) {
    if (plain && tiered) {
      if (!(*plain == *tiered)) differ(what + ": the values differ");
      return;
    }
    same(what, plain ? "a value" : base::to_string(plain.error()),
         tiered ? "a value" : base::to_string(tiered.error()));
  }

  void commit() {
    const auto batch = world_.batch();
    const auto plain = plain_.commit(batch);
    const auto tiered = tiered_.commit(batch);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto& s = batch[i].body;
      using testing::compare::describe;
      same("a submission to " + s.session.tenant + "/" + s.session.id, describe(plain[i]),
           describe(tiered[i]));
      for (const auto& part : plain[i].parts)
        for (const auto& e : part.entries)
          if (world_.random.chance(50)) world_.message_ids[s.session].push_back(e.message_id);
      if (!s.session.id.empty()) compare_session(s.session);
    }
  }

  void compare_session(const session_ref& ref) {
    if (!difference_.empty()) return;
    auto& a = *plain_.read().log;
    auto& b = *tiered_.read().log;
    const auto& of = ref.id;
    same("receipt of " + of, shown(a.find_erasure(ref)), shown(b.find_erasure(ref)));
    const auto plain = a.load(ref);
    const auto tiered = b.load(ref);
    if (!plain || !tiered || plain->has_value() != tiered->has_value())
      return differ("load of " + of + ": a session in one of both");
    if (!*plain) {
      world_.sessions.erase(ref);
      world_.message_ids.erase(ref);
      return;
    }
    const auto& x = **plain;
    const auto& y = **tiered;
    if (storage::is_archived(y.log)) ++count_.archived_reads;
    if (!(x.record == y.record)) differ("load of " + of + ": the records differ");
    if (!(x.head == y.head)) differ("load of " + of + ": the heads differ");
    if (x.open_turns != y.open_turns || x.next_turn != y.next_turn)
      differ("load of " + of + ": the turns differ");
    if (x.cascade.has_value() != y.cascade.has_value())
      differ("load of " + of + ": the cascades differ");
    auto& known = world_.sessions[ref];
    known.record = x.record;
    known.last_seq = x.head.last_seq;
    if (const auto state = a.summary_state_of(x.log)) known.summaries = *state;
    compare_messages(ref, x, y);
    compare_work(ref, x, y);
  }

  static std::string shown(const base::result<std::optional<domain::erasure>>& receipt) {
    if (!receipt) return base::to_string(receipt.error());
    return *receipt ? domain::canonical(domain::encode(**receipt)) : "none";
  }

  void compare_messages(const session_ref& ref, const storage::stored_session& x,
                        const storage::stored_session& y) {
    auto& a = *plain_.read().log;
    auto& b = *tiered_.read().log;
    const auto request = world_.page(x.head.last_seq);
    same("page of " + ref.id, a.page(x.log, request), b.page(y.log, request));
    const auto id = world_.any_message_id(ref);
    same("find " + id, a.find_id(x.log, id), b.find_id(y.log, id));
    const auto seq = static_cast<std::int64_t>(world_.random.below(12));
    same("find a seq", a.find_seq(x.log, seq), b.find_seq(y.log, seq));
    same("receipt of a message", a.find_blanked(ref, seq), b.find_blanked(ref, seq));
    same("characters", a.characters(x.log, seq, 100), b.characters(y.log, seq, 100));
    same("rows of " + ref.id, a.rows_to_move(x.log, 0, 1000, 1 << 30),
         b.rows_to_move(y.log, 0, 1000, 1 << 30));
    const auto other = world_.any_session();
    const auto left = a.load(other);
    const auto right = b.load(other);
    if (left && right && *left && *right)
      same("common of " + ref.id + " and " + other.id, a.common(x.log, (*left)->log),
           b.common(y.log, (*right)->log));
  }

  void compare_work(const session_ref& ref, const storage::stored_session& x,
                    const storage::stored_session& y) {
    auto& a = *plain_.read().log;
    auto& b = *tiered_.read().log;
    same("turns of " + ref.id, a.turns(x.key, 0, 100), b.turns(y.key, 0, 100));
    const auto turn = "t" + std::to_string(1 + world_.random.below(4));
    same(turn, a.find_turn(x.key, turn), b.find_turn(y.key, turn));
    same("turn of a question", a.find_turn_of(x.key, turn + ":q"),
         b.find_turn_of(y.key, turn + ":q"));
    same("tallies of " + ref.id, a.tallies(x.log, -1, 1000), b.tallies(y.log, -1, 1000));
    same("summaries of " + ref.id, a.summary_state_of(x.log), b.summary_state_of(y.log));
    const auto skip = static_cast<std::int64_t>(world_.random.below(3));
    same("list of summaries", a.summaries(x.log, skip, 4), b.summaries(y.log, skip, 4));
    const auto& latest = world_.sessions[ref].summaries.latest;
    const auto id = latest ? latest->summary_id : "none";
    same("a summary", a.find_summary(x.log, id), b.find_summary(y.log, id));
    compare_effect(ref.tenant);
  }

  void compare_effect(const std::string& tenant) {
    auto& a = *plain_.read().log;
    auto& b = *tiered_.read().log;
    const auto key = world_.any_key();
    const auto x = a.find_effect(tenant, key.key, key.route);
    const auto y = b.find_effect(tenant, key.key, key.route);
    using testing::compare::describe;
    same("effect of " + key.key, describe(x), describe(y));
    if (x && y && *x && *y && !(*x)->seqs.empty())
      same("message of an effect", a.find_seq((*x)->log, (*x)->seqs[0]),
           b.find_seq((*y)->log, (*y)->seqs[0]));
  }

  void compare_tenant(const std::string& tenant) {
    if (!difference_.empty()) return;
    auto& a = *plain_.read().catalog;
    auto& b = *tiered_.read().catalog;
    same("counts of " + tenant, a.counts(tenant), b.counts(tenant));
    storage::statistics_query query;
    query.tenant = tenant;
    same("statistics of " + tenant, a.statistics(query), b.statistics(query));
    query.agent = testing::compare::world::roles[world_.random.below(3)];
    query.from = world_.any_day();
    same("statistics of " + *query.agent, a.statistics(query), b.statistics(query));
    same("setting", a.setting(tenant, "rules"), b.setting(tenant, "rules"));
    same("settings", a.settings("rules"), b.settings("rules"));
    same("tenants", a.tenants("", 1), b.tenants("", 1));
    same("tenants behind t", a.tenants("t", 5), b.tenants("t", 5));
    const auto user = world_.any_user();
    const auto rows_max = 1 + static_cast<std::int64_t>(world_.random.below(60));
    same("what " + user + " sent", plain_.sent(tenant, user, rows_max),
         tiered_.sent(tenant, user, rows_max));
    same("what " + user + " asked", plain_.asked(tenant, user), tiered_.asked(tenant, user));
    const auto x = plain_.read().log->find_person(tenant, user);
    const auto y = tiered_.read().log->find_person(tenant, user);
    if (!x || !y || x->has_value() != y->has_value() || (*x && !((*x)->receipt == (*y)->receipt)))
      differ("receipt of " + user);
  }

  void compare_lists() {
    if (!difference_.empty()) return;
    const auto query = world_.query();
    const auto x = plain_.list(query);
    const auto y = tiered_.list(query);
    std::string plain;
    std::string tiered;
    for (const auto& item : x) plain += item.record.session_id + " ";
    for (const auto& item : y) tiered += item.record.session_id + " ";
    same("list", plain, tiered);
    if (x != y) differ("list: the items differ");
    same("who has open turns", plain_.holders(), tiered_.holders());
    same("jobs", plain_.waiting(), tiered_.waiting());
    if (world_.random.chance(70) || !tiered_.read().search) return;
    const auto question = world_.question();
    same("search for " + question.text, plain_.hits(question), tiered_.hits(question));
  }

  testing::compare::world world_;
  tally& count_;
  tests::tier_side plain_;
  tests::tier_side tiered_;
  std::string difference_;
};

void run(unsigned long long seed, int sequences, const std::function<opener(std::uint64_t)>& make) {
  seed = tests::first_seed(seed);
  tally count;
  for (int n = sequences; n > 0; --n, ++seed) {
    comparison c{seed, make(seed), count};
    for (int step = 0; step < steps && c.difference().empty(); ++step) c.step();
    if (c.difference().empty()) continue;
    CAF_ERROR("PARLEY_TEST_SEED=" << seed << ": " << c.difference());
    return;
  }
  CAF_MESSAGE(count.moved << " moves, " << count.archived_reads << " reads of the archive");
  CAF_CHECK(count.moved >= 4 * sequences);
  CAF_CHECK(count.archived_reads >= 4 * sequences);
}

}  // namespace

CAF_TEST(tiers_in_memory_answer_as_one_store) {
  run(1, tests::scaled(150), [](std::uint64_t) -> opener {
    return [](const std::string&, const storage::open_options& o) {
      return storage::open_store("memory:", o);
    };
  });
}

namespace {

opener in_memory_files(const testing::power_loss_disk& disk) {
  return [&disk](const std::string& name, const storage::open_options& o) {
    storage::sqlite::options options;
    options.vfs = disk.vfs();
    options.lock = false;
    options.clock = o.clock;
    options.limits = o.limits;
    return storage::sqlite::open(name, options);
  };
}

}  // namespace

CAF_TEST(tiers_in_sqlite_answer_as_one_store) {
  std::unique_ptr<testing::power_loss_disk> disk;
  run(1, tests::scaled(40), [&disk](std::uint64_t seed) -> opener {
    disk.reset();
    disk = std::make_unique<testing::power_loss_disk>(seed);
    return in_memory_files(*disk);
  });
}

CAF_TEST(redis_before_sqlite_answers_as_one_store) {
  auto* server = tests::shared_redis();
  if (!server) {
    CAF_MESSAGE(tests::no_redis);
    return;
  }
  std::unique_ptr<testing::power_loss_disk> disk;
  run(1, tests::scaled(15), [&](std::uint64_t seed) -> opener {
    disk.reset();
    disk = std::make_unique<testing::power_loss_disk>(seed);
    return [server, files = in_memory_files(*disk)](const std::string& name,
                                                    const storage::open_options& o) {
      return name == "archive" ? files(name, o) : storage::open_store(server->fresh(), o);
    };
  });
}

namespace {

/// One of the two is a folder of files, the other in memory.
void run_with_files(const std::string& name_of_files) {
  std::shared_ptr<tests::forgetful_disk> disk;
  run(1, tests::scaled(25), [&](std::uint64_t seed) -> opener {
    disk = std::make_shared<tests::forgetful_disk>(seed);
    return [&](const std::string& name,
               const storage::open_options& o) -> base::result<std::unique_ptr<storage::store>> {
      if (name != name_of_files) return storage::open_store("memory:", o);
      storage::json::options options;
      options.files = disk;
      options.clock = o.clock;
      options.limits = o.limits;
      return storage::json::folder_store::open("", options);
    };
  });
}

}  // namespace

CAF_TEST(files_before_an_archive_answer_as_one_store) { run_with_files("hot"); }
CAF_TEST(an_archive_of_files_answers_as_one_store) { run_with_files("archive"); }
