#define CAF_SUITE erase_power
#include <algorithm>
#include <map>
#include <set>

#include "caf/test/unit_test.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/power_loss_disk.hpp"
#include "parley/testing/samples.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/scale.hpp"
#include "storage/sqlite/check/inspect.hpp"
#include "storage/sqlite/store.hpp"

// Erasing, its later steps and the search index on a disk whose power fails: afterwards every
// invariant holds, and what was acknowledged as erased is.

using namespace parley;
using storage::commit;
using storage::purge_order;
using storage::submission;

namespace {

[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

class erase_run {
 public:
  struct plan {
    bool failing_syncs = false;
    bool ignored_syncs = false;  ///< the planted bug
  };

  erase_run(std::uint64_t seed, const plan& p)
      : plan_(p), random_(seed), disk_(random_.next()) {
    disk_.ignore_syncs(p.ignored_syncs);
    options_.vfs = disk_.vfs();
    options_.lock = false;
    options_.clock = &clock_;
  }

  /// What is broken; empty: nothing.
  std::string run(int lives) {
    for (int life = 0; life < lives && broken_.empty(); ++life) {
      if (!open()) return "the store does not open";
      disk_.cut_power_after(1 + static_cast<std::int64_t>(random_.below(250)));
      for (int n = 0; n < 40 && disk_.has_power(); ++n) step();
      disk_.cut_power();
      close();
      disk_.fail_syncs(0, testing::power_loss_disk::lost::nothing);
      if (!disk_.restore_power(random_)) return "a connection was left open";
      examine("after the power was lost");
    }
    if (broken_.empty() && open()) {
      finish();
      close();
      examine("when all is done");
    }
    return broken_;
  }

  std::int64_t erased() const { return static_cast<std::int64_t>(erased_.size() + blanked_.size()); }

 private:
  bool open() {
    auto opened = storage::sqlite::open("store", options_);
    if (!opened) return false;
    store_ = std::move(*opened);
    auto writer = store_->open_writer();
    auto index = store_->open_indexer();
    auto read = store_->open_reader();
    if (!writer || !index || !read) return false;
    writer_ = std::move(*writer);
    index_ = std::move(*index);
    read_ = std::move(*read);
    return true;
  }

  void close() {
    read_ = {};
    index_.reset();
    writer_.reset();
    store_.reset();
  }

  storage::outcome write(submission s) {
    s.epoch = writer_->epoch();
    return writer_->commit({&s, 1}).front();
  }

  void step() {
    clock_.advance(std::chrono::milliseconds{random_.below(3000)});
    if (plan_.failing_syncs && random_.chance(10))
      disk_.fail_syncs(1 + static_cast<std::int64_t>(random_.below(3)),
                       static_cast<testing::power_loss_disk::lost>(random_.below(3)));
    // As far back as an hour: time only labels.
    if (random_.chance(5)) clock_.set_wall(clock_.now() - std::chrono::hours{1});
    const auto choice = random_.below(100);
    if (choice < 15) return create();
    if (choice < 50) return append();
    if (choice < 60) return erase();
    if (choice < 72) return blank();
    if (choice < 86) return work_off();
    (void)index_->advance(1 + static_cast<std::int64_t>(random_.below(50)));
  }

  std::string any_name() { return "s" + std::to_string(random_.below(12)); }

  std::optional<storage::stored_session> load(const std::string& name) {
    auto found = read_.log->load({"t", name});
    return found && *found ? std::move(*found) : std::nullopt;
  }

  submission to(const std::string& name, const storage::stored_session& at) {
    submission s;
    s.session = {"t", name};
    s.key = at.key;
    s.log = at.log;
    s.expected_last_seq = at.head.last_seq;
    return s;
  }

  void create() {
    const auto name = any_name();
    submission s;
    s.session = {"t", name};
    s.create = testing::sample_session("t", name, clock_);
    const auto origin = any_name();
    if (const auto from = load(origin); from && random_.chance(50))
      s.fork = storage::fork_point{
          origin, static_cast<std::int64_t>(
                      random_.below(static_cast<std::uint64_t>(from->head.last_seq) + 1))};
    (void)write(std::move(s));
  }

  void append() {
    const auto name = any_name();
    const auto at = load(name);
    if (!at) return;
    auto s = to(name, *at);
    auto& part = s.parts.emplace_back();
    for (auto n = 1 + random_.below(6); n > 0; --n)
      part.entries.push_back(testing::sample_message(
          "word" + std::to_string(random_.below(50)) + std::string(random_.below(2000), 'x'), clock_,
          random_));
    (void)write(std::move(s));
  }

  void erase() {
    const auto name = any_name();
    const auto at = load(name);
    if (!at) return;
    auto s = to(name, *at);
    s.erase = storage::erase_order{"receipt", random_.chance(30) ? "user/u" : ""};
    if (write(std::move(s)).kind == commit::committed) erased_.insert(name);
  }

  void blank() {
    const auto name = any_name();
    const auto at = load(name);
    if (!at || at->head.last_seq == 0) return;
    const auto seq = 1 + static_cast<std::int64_t>(
                             random_.below(static_cast<std::uint64_t>(at->head.last_seq)));
    auto s = to(name, *at);
    s.blank = storage::blank_order{"receipt", name + "/" + std::to_string(seq), "", {seq}};
    if (write(std::move(s)).kind == commit::committed) blanked_.insert({name, seq});
  }

  void work_off() {
    const auto due = read_.jobs->due(clock_.now() + std::chrono::hours{24}, 4);
    if (!due || due->items.empty()) return;
    const auto& j = due->items[random_.below(due->items.size())];
    const auto target = storage::read_purge(j);
    if (!target || !index_->forget(target->log)) return;
    purge_order order{j.id, {j.tenant, j.session_id}, target->log, 3, target->seqs};
    for (bool more = true; more;) {
      submission s;
      s.purge = order;
      const auto o = write(std::move(s));
      if (o.kind != commit::committed) return;
      more = o.purge_left;
    }
    order.step = purge_order::phase::finish;
    submission s;
    s.purge = order;
    (void)write(std::move(s));
  }

  void finish() {
    for (int n = 0; n < 1000 && !read_.jobs->due(base::timestamp::max(), 1).value().items.empty(); ++n)
      work_off();
    while (index_->advance(1000).value().behind > 0) continue;
    if (!read_.jobs->due(base::timestamp::max(), 1).value().items.empty())
      broken_ = "work is left that does not end";
  }

  void examine(const std::string& when) {
    const auto seen = storage::sqlite::inspect("store", options_, {});
    if (!seen) {
      broken_ = when + ": " + seen.error().text;
      return;
    }
    for (const auto& f : seen->findings)
      broken_ += when + ": " + f.check + ": " + f.where + " " + f.text + "; ";
    if (!open()) {
      broken_ += when + ": the store does not open";
      return;
    }
    for (const auto& name : erased_)
      if (load(name)) broken_ += when + ": " + name + " is back; ";
    for (const auto& [name, seq] : blanked_) {
      const auto at = load(name);
      if (!at) continue;
      const auto m = read_.log->find_seq(at->log, seq);
      if (!m || !*m || (*m)->content || (*m)->status != domain::message_status::erased)
        broken_ += when + ": " + name + "/" + std::to_string(seq) + " is back; ";
    }
    close();
  }

  plan plan_;
  testing::seeded_entropy random_;
  testing::fake_clock clock_;
  testing::power_loss_disk disk_;
  storage::sqlite::options options_;
  std::unique_ptr<storage::store> store_;
  std::unique_ptr<storage::log_writer> writer_;
  std::unique_ptr<storage::indexer> index_;
  storage::read_access read_;
  std::set<std::string> erased_;
  std::set<std::pair<std::string, std::int64_t>> blanked_;
  std::string broken_;
};

}  // namespace

namespace {

void run_many(int disks, unsigned long long seed, const erase_run::plan& p) {
  seed = tests::first_seed(seed);
  std::int64_t erased = 0;
  for (; disks > 0; --disks, ++seed) {
    erase_run run{seed, p};
    const auto broken = run.run(4);
    erased += run.erased();
    if (broken.empty()) continue;
    CAF_ERROR("PARLEY_TEST_SEED=" << seed << ": " << broken);
    return;
  }
  CAF_MESSAGE(erased << " erasings were acknowledged");
  CAF_CHECK(erased > 0);
}

}  // namespace

CAF_TEST(every_invariant_holds_whenever_the_power_fails) { run_many(tests::scaled(60), 1, {}); }

CAF_TEST(and_with_failing_syncs) { run_many(tests::scaled(60), 10250, {true, false}); }

CAF_TEST(a_disk_that_ignores_syncs_is_noticed) {
  int noticed = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    if (!erase_run{seed, {false, true}}.run(4).empty()) ++noticed;
  CAF_MESSAGE(noticed << " of 20");
  CAF_CHECK(noticed > 10);
}
