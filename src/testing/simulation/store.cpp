#include "testing/simulation/store.hpp"

#include <optional>
#include <utility>

namespace parley::testing::simulation {

using namespace storage;

namespace {

std::vector<outcome> all(std::size_t n, storage::commit kind, base::errc code) {
  outcome one;
  one.kind = kind;
  one.error = {code, "", "The simulated store failed.", 100};
  return std::vector<outcome>(n, one);
}

std::string rows_of(const submission& s) {
  std::string text = s.create ? ", created" : s.update ? ", changed" : "";
  if (s.move) text += ", step " + std::to_string(static_cast<int>(s.move->step)) + " of a move";
  for (const auto& part : s.parts) {
    for (const auto& m : part.entries) text += ", '" + m.content.value_or("") + "'";
    for (const auto& t : part.turns)
      text += ", turn " + std::to_string(t.ordinal) + " " + std::string(to_string(t.state)) +
              " with " + std::to_string(t.draft.chunks()) + " chunks";
  }
  return text;
}

/// A store that somebody else owns.
class borrowed : public store {
 public:
  explicit borrowed(store& inner) : inner_(inner) {}
  std::string driver() const override { return inner_.driver(); }
  base::result<std::unique_ptr<log_writer>> open_writer() override { return inner_.open_writer(); }
  base::result<read_access> open_reader() override { return inner_.open_reader(); }
  base::result<std::unique_ptr<indexer>> open_indexer() override { return inner_.open_indexer(); }

 private:
  store& inner_;
};

}  // namespace

/// The world's clock, but for a store that is being rebuilt: then it is the time of each commit.
struct simulated_store::store_clock : base::clock {
  explicit store_clock(const fake_clock& c) : world(c) {}
  base::timestamp now() const override { return replayed ? *replayed : world.now(); }
  std::chrono::microseconds monotonic() const override { return world.monotonic(); }

  const fake_clock& world;
  std::optional<base::timestamp> replayed;
};

class simulated_store::writer : public log_writer {
 public:
  writer(simulated_store& owner, std::uint64_t life, std::uint64_t epoch)
      : owner_(owner), life_(life), epoch_(epoch) {}
  std::vector<outcome> commit(std::span<const submission> batch) override {
    return owner_.commit(life_, batch);
  }
  std::uint64_t epoch() const override { return epoch_; }

 private:
  simulated_store& owner_;
  std::uint64_t life_;
  std::uint64_t epoch_;
};

simulated_store::simulated_store(std::string name, const simulation_scenario& scenario,
                                 seeded_entropy& chance, const fake_clock& clock, journal& events)
    : name_(std::move(name)),
      scenario_(scenario),
      chance_(chance),
      clock_(clock),
      events_(events),
      store_clock_(std::make_unique<store_clock>(clock)),
      reads_(std::make_shared<fault_script>()) {
  open_inner();
  reads_->before_read([this] { return !read_fails(); });
}

simulated_store::~simulated_store() = default;

void simulated_store::open_inner() {
  open_options options;
  options.clock = store_clock_.get();
  store_ = open_store("memory:", options).value();
}

std::unique_ptr<log_writer> simulated_store::open_writer() {
  crash_struck_ = false;
  taken_ = false;
  inner_.reset();
  inner_ = store_->open_writer().value();
  return std::make_unique<writer>(*this, life_, inner_->epoch());
}

read_access simulated_store::open_reader() {
  return make_faulty_store(std::make_unique<borrowed>(*store_), reads_)->open_reader().value();
}

read_access simulated_store::direct() { return store_->open_reader().value(); }

bool simulated_store::read_fails() {
  const bool fails = !healed_ && befalls(scenario_.read_failed);
  if (fails) events_.note({hash_of("read failed")}, [&] { return name_ + ": a read fails"; });
  return fails;
}

std::vector<outcome> simulated_store::commit(std::uint64_t life, std::span<const submission> batch) {
  if (life != life_ || crash_struck_)
    return all(batch.size(), storage::commit::unknown, base::errc::unknown_outcome);
  // What the last failed sync left is overwritten; only the end of the process brings it back.
  late_.clear();
  const auto unknown = [&] {
    return all(batch.size(), storage::commit::unknown, base::errc::unknown_outcome);
  };
  const auto note = [&](const char* what) {
    events_.note({hash_of(what), batch.size()}, [&] {
      return name_ + ": " + what + ", " + std::to_string(batch.size()) + " submissions";
    });
  };
  if (!healed_) {
    if (befalls(scenario_.commit_rejected)) {
      note("rejected");
      return all(batch.size(), storage::commit::rejected, base::errc::unavailable);
    }
    if (befalls(scenario_.commit_lost)) {
      note("unknown, lost");
      return unknown();
    }
    if (befalls(scenario_.commit_written)) {
      note("unknown, written");
      apply(batch);
      return unknown();
    }
    if (befalls(scenario_.commit_late)) {
      note("unknown, undecided");
      late_.assign(batch.begin(), batch.end());
      return unknown();
    }
    if (befalls(scenario_.commit_crash_before)) {
      note("crash before");
      crash_struck_ = true;
      return unknown();
    }
    if (befalls(scenario_.commit_crash_after)) {
      note("crash after");
      apply(batch);
      crash_struck_ = true;
      return unknown();
    }
  }
  return apply(batch);
}

std::vector<outcome> simulated_store::apply(std::span<const submission> batch) {
  if (scenario_.commit_unsynced > 0) {
    history_.push_back({clock_.now(), {batch.begin(), batch.end()}});
    if (healed_ || !befalls(scenario_.commit_unsynced)) synced_ = history_.size();
  }
  auto outcomes = inner_->commit(batch);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& o = outcomes[i];
    events_.note({hash_of(batch[i].session.id), static_cast<std::uint64_t>(o.kind),
                  static_cast<std::uint64_t>(o.kind == storage::commit::rejected ? o.error.code
                                                                                  : base::errc{}),
                  static_cast<std::uint64_t>(o.head.last_seq)},
                 [&] {
                   return name_ + ": " + batch[i].session.tenant + "/" + batch[i].session.id +
                          (o.kind == storage::commit::committed
                               ? " committed, head " + std::to_string(o.head.last_seq) +
                                     rows_of(batch[i])
                               : " rejected, " + base::to_string(o.error));
                 });
  }
  return outcomes;
}

void simulated_store::settle() {
  if (late_.empty()) return;
  const auto batch = std::exchange(late_, {});
  const bool written = !healed_ && chance_.chance(50);
  events_.note({hash_of("decided"), written},
               [&] { return name_ + ": the undecided is " + (written ? "there" : "lost"); });
  if (written) apply(batch);
}

void simulated_store::undo_unsynced() {
  if (synced_ == history_.size()) return;
  history_.resize(synced_);
  inner_.reset();
  open_inner();
  auto again = store_->open_writer().value();
  for (auto& [at, batch] : history_) {
    for (auto& s : batch) s.epoch = again->epoch();
    store_clock_->replayed = at;
    again->commit(batch);
  }
  store_clock_->replayed.reset();
}

void simulated_store::crash() {
  settle();
  undo_unsynced();
  ++life_;
}

void simulated_store::take_over() {
  late_.clear();
  inner_.reset();
  inner_ = store_->open_writer().value();
  taken_ = true;
  events_.note({hash_of("taken")}, [&] { return name_ + ": another process has it"; });
}

outcome simulated_store::foreign_commit(submission what) {
  what.epoch = inner_->epoch();
  return apply({&what, 1}).front();
}

}  // namespace parley::testing::simulation
