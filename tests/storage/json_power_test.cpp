#define CAF_SUITE json_power
#include "caf/test/unit_test.hpp"

#include <map>
#include <optional>

#include "storage/json/check/inspect.hpp"
#include "storage/json_world.hpp"
#include "storage/scale.hpp"

// A store of files on a disk that fails or loses its power at every single operation in turn, in
// the middle of a run of batches: what was acknowledged is there, what was rejected is not, and of
// what nobody knows all is there or nothing.

using namespace parley;
using storage::commit;
using fault = tests::forgetful_disk::fault;

namespace {

[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

using history = std::vector<std::string>;
/// By session; absent: there is none.
using state = std::map<std::string, history>;

/// A run of batches, and what the sessions may be after it.
class run {
 public:
  explicit run(std::uint64_t seed) : world(seed) {}

  /// Up to the first batch that is not committed; whether all are.
  void batches(int count) {
    for (int n = 0; n < count; ++n) {
      const auto choice = world.random.below(100);
      if (state_.size() < 2 || choice < 15)
        create();
      else if (choice < 75)
        append();
      else if (choice < 83)
        fork();
      else if (choice < 92)
        erase();
      else
        purge();
      if (world.random.below(8) == 0) world.writer->idle();
    }
  }

  void create() {
    const auto id = "s" + std::to_string(names_++);
    auto after = state_;
    after[id];
    finish({world.creation(id)}, after);
  }

  /// What the store shows is what it may show; says what is not.
  std::string verify() {
    std::string wrong;
    state shown;
    for (int n = 0; n < names_; ++n) {
      const auto id = "s" + std::to_string(n);
      if (world.has(id)) shown[id] = world.contents(id);
    }
    const bool fits = shown == state_ || (doubtful_ && shown == *doubtful_);
    if (!fits) {
      for (const auto& [id, all] : state_) wrong += " expected " + id + text(all);
      if (doubtful_)
        for (const auto& [id, all] : *doubtful_) wrong += " or " + id + text(all);
      for (const auto& [id, all] : shown) wrong += " shown " + id + text(all);
    }
    state_ = shown;
    doubtful_.reset();
    return wrong;
  }

  tests::json_world world;
  int committed = 0;
  int unknown = 0;

 private:
  static std::string text(const history& all) {
    std::string joined = "(";
    for (const auto& each : all) joined += each + " ";
    return joined + ")";
  }

  std::string any() {
    auto at = state_.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(world.random.below(state_.size())));
    return at->first;
  }

  /// The batch is whole in what comes after it, or nothing of it is.
  commit finish(std::vector<storage::submission> batch, const state& after) {
    const auto outcomes = world.commit(std::move(batch));
    for (const auto& o : outcomes)
      if (o.kind != outcomes.front().kind) CAF_ERROR("a batch ends in two ways");
    switch (outcomes.front().kind) {
      case commit::committed:
        ++committed;
        // Whatever was unknown before is decided by what was read since then.
        state_ = after;
        doubtful_.reset();
        break;
      case commit::unknown:
        ++unknown;
        doubtful_ = after;
        break;
      case commit::rejected:
        CAF_CHECK(outcomes.front().error.code == base::errc::unavailable);
    }
    return outcomes.front().kind;
  }

  void append() {
    auto after = state_;
    std::vector<storage::submission> batch;
    const auto first = any();
    for (const auto& [id, all] : state_) {
      if (id != first && world.random.below(2) == 0) continue;
      history added;
      for (auto n = 1 + world.random.below(3); n > 0; --n)
        added.push_back("m" + std::to_string(++messages_));
      batch.push_back(world.append(id, added));
      after[id].insert(after[id].end(), added.begin(), added.end());
    }
    finish(std::move(batch), after);
  }

  void fork() {
    const auto origin = any();
    const auto id = "s" + std::to_string(names_++);
    auto after = state_;
    const auto at = world.random.below(state_.at(origin).size() + 1);
    after[id].assign(state_.at(origin).begin(),
                     state_.at(origin).begin() + static_cast<std::ptrdiff_t>(at));
    finish({world.fork(id, origin, static_cast<std::int64_t>(at))}, after);
  }

  void erase() {
    const auto id = any();
    auto after = state_;
    after.erase(id);
    finish({world.erasing(id)}, after);
  }

  void purge() {
    using phase = storage::purge_order::phase;
    auto rows = world.purging(phase::rows);
    if (!rows || finish({*std::move(rows)}, state_) != commit::committed) return;
    finish({*world.purging(phase::finish)}, state_);
  }

  state state_;
  std::optional<state> doubtful_;  ///< what it is if what nobody knows is there
  int names_ = 0;
  int messages_ = 0;
};

constexpr int before = 4;
constexpr int during = 6;

/// How a run is disturbed.
enum class harm {
  power_loss,  ///< all that was not synced may be gone
  kill,        ///< a new process finds what the old one left, and loses its power later
  error,       ///< one operation does nothing and fails
  halved,      ///< one operation is done, a write by half, and fails
};

fault fault_of(harm what) {
  return what == harm::error ? fault::error : what == harm::halved ? fault::halved : fault::power;
}

std::string seen_by_doctor(const std::shared_ptr<tests::forgetful_disk>& disk) {
  storage::json::options options;
  options.files = disk;
  const auto seen = storage::json::inspect("", options, {});
  if (!seen) return base::to_string(seen.error());
  std::string text;
  for (const auto& f : seen->findings) text += f.check + ": " + f.where + " " + f.text + "; ";
  return text;
}

/// All that was not synced may go, and a new process reads what is left.
std::string power_loss(run& r) {
  r.world.close();
  r.world.disk->lose_power();
  const auto again = r.world.open();
  return again ? r.verify() : base::to_string(again.error());
}

/// What becomes of a run after a fault.
std::string aftermath(run& r, harm what) {
  auto& w = r.world;
  if (what == harm::power_loss) return power_loss(r);
  std::string wrong;
  if (what == harm::kill) {
    w.close();
    w.disk->go_on();
    const auto again = w.open();
    wrong = again ? r.verify() : base::to_string(again.error());
  } else {
    wrong = r.verify();
    // The disk is well again, and a new process reads the same.
    r.batches(2);
    if (wrong.empty()) wrong = r.verify();
  }
  return wrong.empty() ? power_loss(r) : wrong;
}

/// One run that is harmed at that operation; false when the run has fewer. Half of the runs begin
/// in a folder that has nothing yet.
bool fails_at(std::uint64_t seed, harm what, std::int64_t operation, std::string& wrong) {
  run r{seed};
  auto& w = r.world;
  const auto opened = w.open();
  if (!opened) {
    wrong = base::to_string(opened.error());
    return false;
  }
  r.batches(seed % 2 == 0 ? before : 0);
  w.disk->plan(fault_of(what), operation);
  r.batches(during);
  const bool met = w.disk->operations() >= operation;
  wrong = aftermath(r, what);
  if (wrong.empty()) {
    const auto count = r.committed;
    r.create();
    wrong = r.verify();
    if (r.committed == count) wrong += "nothing is committed any more";
  }
  w.close();
  if (wrong.empty()) wrong = seen_by_doctor(w.disk);
  return met;
}

void every_operation(harm what, int seeds) {
  auto seed = tests::first_seed(1);
  const int runs = tests::scaled(seeds);
  std::int64_t tried = 0;
  for (int n = runs; n > 0; --n, ++seed) {
    std::string wrong;
    for (std::int64_t operation = 1; fails_at(seed, what, operation, wrong); ++operation) {
      ++tried;
      if (wrong.empty()) continue;
      CAF_ERROR("PARLEY_TEST_SEED=" << seed << ", operation " << operation << ": " << wrong);
      return;
    }
  }
  CAF_MESSAGE(tried << " operations");
  CAF_CHECK(tried > 20 * runs);
}

}  // namespace

CAF_TEST(power_is_lost_at_every_operation) { every_operation(harm::power_loss, 60); }
CAF_TEST(it_is_killed_at_every_operation_and_loses_its_power_later) {
  every_operation(harm::kill, 60);
}

CAF_TEST(power_is_lost_while_it_is_opened) {
  auto seed = tests::first_seed(1);
  for (int n = tests::scaled(60); n > 0; --n, ++seed) {
    run r{seed};
    auto& w = r.world;
    CAF_REQUIRE(w.open());
    r.batches(before);
    w.disk->plan(fault::power, 1 + static_cast<std::int64_t>(w.random.below(40)));
    r.batches(during);
    w.close();
    w.disk->lose_power();
    for (std::int64_t operation = 1; operation <= 12; ++operation) {
      w.disk->plan(fault::power, operation);
      static_cast<void>(w.open());
      w.close();
      w.disk->lose_power();
    }
    const auto opened = w.open();
    const auto wrong = opened ? r.verify() : base::to_string(opened.error());
    if (wrong.empty()) continue;
    CAF_ERROR("PARLEY_TEST_SEED=" << seed << ": " << wrong);
    return;
  }
}

CAF_TEST(an_operation_fails) { every_operation(harm::error, 60); }
CAF_TEST(an_operation_is_done_and_fails) { every_operation(harm::halved, 60); }

CAF_TEST(a_full_disk_refuses_and_changes_nothing) {
  tests::json_world w{1};
  CAF_REQUIRE(w.open());
  CAF_REQUIRE(w.commit(w.creation("a")).kind == commit::committed);
  CAF_REQUIRE(w.commit(w.append("a", {"one"})).kind == commit::committed);
  const auto files = w.disk->files();
  // Room for the journal and not for the files is no harm: what it says is durable.
  w.disk->bytes_max = w.disk->bytes_used() + 100;
  for (int n = 0; n < 3; ++n) {
    const auto o = w.commit(w.append("a", {"two"}));
    CAF_CHECK(o.kind == commit::rejected);
    CAF_CHECK(o.error.code == base::errc::unavailable);
    CAF_CHECK(o.error.retry_after_ms > 0);
    CAF_CHECK(w.contents("a") == history{"one"});
    CAF_CHECK(w.disk->files() == files);
  }
  w.disk->bytes_max.reset();
  CAF_CHECK(w.commit(w.append("a", {"three"})).kind == commit::committed);
  CAF_CHECK((w.contents("a") == history{"one", "three"}));
}

CAF_TEST(a_store_that_another_one_took_writes_nothing) {
  tests::json_world w{1};
  CAF_REQUIRE(w.open());
  CAF_REQUIRE(w.commit(w.creation("a")).kind == commit::committed);
  tests::json_world other{1};
  other.disk = w.disk;
  CAF_REQUIRE(other.open());
  const auto o = w.commit(w.append("a", {"late"}));
  CAF_CHECK(o.kind == commit::rejected);
  CAF_CHECK(o.error.code == base::errc::unavailable);
  CAF_CHECK(other.contents("a").empty());
  CAF_CHECK(other.commit(other.append("a", {"mine"})).kind == commit::committed);
}

CAF_TEST(what_cannot_be_written_is_poison_and_spares_its_neighbours) {
  tests::json_world w{1};
  CAF_REQUIRE(w.open());
  CAF_REQUIRE(w.commit(w.creation("a")).kind == commit::committed);
  CAF_REQUIRE(w.commit(w.creation("b")).kind == commit::committed);
  const auto outcomes = w.commit(std::vector{w.append("a", {"\xff"}), w.append("b", {"good"})});
  CAF_CHECK(outcomes.at(0).kind == commit::rejected);
  CAF_CHECK(outcomes.at(0).error.code == base::errc::internal);
  CAF_CHECK(outcomes.at(1).kind == commit::committed);
  CAF_CHECK(w.contents("a").empty());
  CAF_REQUIRE(w.open());
  CAF_CHECK(w.contents("a").empty());
  CAF_CHECK(w.contents("b") == history{"good"});
}
