#include "testing/simulation/stores.hpp"

#include <utility>

namespace parley::testing::simulation {

using namespace storage;

namespace {

constexpr std::int64_t logs_max = 1'000'000;

/// As the process sees it that starts now.
class as_process : public store {
 public:
  explicit as_process(simulated_store& of) : of_(of) {}
  std::string driver() const override { return "simulated"; }
  base::result<std::unique_ptr<log_writer>> open_writer() override { return of_.open_writer(); }
  base::result<read_access> open_reader() override { return of_.open_reader(); }

 private:
  simulated_store& of_;
};

/// As another process sees it, which takes it and meets no faults.
class as_other : public store {
 public:
  explicit as_other(simulated_store& of) : of_(of) {}
  std::string driver() const override { return "simulated"; }
  base::result<std::unique_ptr<log_writer>> open_writer() override {
    of_.take_over();
    return std::make_unique<writer>(of_);
  }
  base::result<read_access> open_reader() override { return of_.direct(); }

 private:
  class writer : public log_writer {
   public:
    explicit writer(simulated_store& of) : of_(of) {}
    std::vector<outcome> commit(std::span<const submission> batch) override {
      std::vector<outcome> outcomes;
      for (const auto& each : batch) outcomes.push_back(of_.foreign_commit(each));
      return outcomes;
    }
    /// foreign_commit knows better.
    std::uint64_t epoch() const override { return 0; }

   private:
    simulated_store& of_;
  };

  simulated_store& of_;
};

template <class View>
std::unique_ptr<store> view(simulated_store& of) {
  return std::make_unique<View>(of);
}

}  // namespace

simulated_stores::simulated_stores(const simulation_scenario& scenario, seeded_entropy& chance,
                                   const fake_clock& clock, journal& events)
    : hot_("store", scenario, chance, clock, events) {
  if (scenario.archive == 0) return;
  archive_.emplace("archive", scenario, chance, clock, events);
  world_ = tiers_of(view<as_other>);
}

simulated_stores::~simulated_stores() = default;

std::unique_ptr<tiered_store> simulated_stores::tiers_of(
    std::unique_ptr<store> (*as_store)(simulated_store&)) {
  return std::make_unique<tiered_store>(as_store(hot_), as_store(*archive_));
}

base::result<simulated_stores::opened> simulated_stores::open() {
  if (!archive_) return open_hot();
  process_ = tiers_of(view<as_process>);
  auto writer = process_->open_writer();
  if (!writer) return base::fail(writer.error());
  auto tiers = process_->open_tiers();
  if (!tiers) return base::fail(tiers.error());
  return opened{std::move(*writer), std::move(*tiers)};
}

simulated_stores::opened simulated_stores::open_hot() { return {hot_.open_writer()}; }

read_access simulated_stores::open_reader() {
  return process_ ? process_->open_reader().value() : hot_.open_reader();
}

void simulated_stores::crash() {
  hot_.crash();
  if (archive_) archive_->crash();
}

bool simulated_stores::crash_struck() const {
  return hot_.crash_struck() || (archive_ && archive_->crash_struck());
}

void simulated_stores::heal() {
  hot_.heal();
  if (archive_) archive_->heal();
}

void simulated_stores::take_over() {
  if (!archive_) return hot_.take_over();
  (void)world_->open_writer().value();
}

read_access simulated_stores::direct() {
  return archive_ ? world_->open_reader().value() : hot_.direct();
}

outcome simulated_stores::foreign_commit(submission what) {
  return hot_.foreign_commit(std::move(what));
}

std::vector<moving_log> simulated_stores::moving() {
  auto all = direct_hot().log->moving(0, logs_max).value();
  const auto there = direct_archive().log->moving(0, logs_max).value();
  all.insert(all.end(), there.begin(), there.end());
  return all;
}

}  // namespace parley::testing::simulation
