#define CAF_SUITE compare
#include "caf/test/unit_test.hpp"

#include "parley/testing/compare.hpp"
#include "parley/testing/power_loss_disk.hpp"
#include "storage/scale.hpp"
#include "storage/sqlite/store.hpp"

using namespace parley;

namespace {

constexpr int steps = 80;

testing::store_factory memory() {
  return [](const storage::open_options& o) { return storage::open_store("memory:", o); };
}

testing::store_factory sqlite(const testing::power_loss_disk& disk) {
  return [&disk](const storage::open_options& o) {
    storage::sqlite::options options;
    options.vfs = disk.vfs();
    options.lock = false;
    options.clock = o.clock;
    options.checkpoint_pages = 20;
    return storage::sqlite::open("store", options);
  };
}

/// A store that forgets the precondition of every part.
testing::store_factory careless() {
  class careless_writer : public storage::log_writer {
   public:
    explicit careless_writer(std::unique_ptr<storage::log_writer> inner)
        : inner_(std::move(inner)) {}
    std::vector<storage::outcome> commit(std::span<const storage::submission> batch) override {
      std::vector<storage::submission> copy{batch.begin(), batch.end()};
      for (auto& s : copy)
        for (auto& part : s.parts) part.if_last_seq.reset();
      return inner_->commit(copy);
    }
    std::uint64_t epoch() const override { return inner_->epoch(); }

   private:
    std::unique_ptr<storage::log_writer> inner_;
  };
  class careless_store : public storage::store {
   public:
    explicit careless_store(std::unique_ptr<storage::store> inner) : inner_(std::move(inner)) {}
    std::string driver() const override { return "careless"; }
    base::result<std::unique_ptr<storage::log_writer>> open_writer() override {
      return std::make_unique<careless_writer>(std::move(*inner_->open_writer()));
    }
    base::result<storage::read_access> open_reader() override { return inner_->open_reader(); }

   private:
    std::unique_ptr<storage::store> inner_;
  };
  return [](const storage::open_options& o) -> base::result<std::unique_ptr<storage::store>> {
    return std::make_unique<careless_store>(std::move(*storage::open_store("memory:", o)));
  };
}

void run(unsigned long long seed, int sequences) {
  seed = tests::first_seed(seed);
  for (int n = sequences; n > 0; --n, ++seed) {
    const testing::power_loss_disk disk{seed};
    const auto found = testing::compare_stores(seed, steps, memory(), sqlite(disk));
    if (!found) continue;
    CAF_ERROR("PARLEY_TEST_SEED=" << seed << ": " << testing::to_string(*found));
    return;
  }
  CAF_CHECK(sequences > 0);
}

}  // namespace

// In parts, since the runner stops a single test that takes too long.
CAF_TEST(sqlite_agrees_with_memory_1) { run(1, tests::scaled(100)); }
CAF_TEST(sqlite_agrees_with_memory_2) { run(100001, tests::scaled(100)); }
CAF_TEST(sqlite_agrees_with_memory_3) { run(200001, tests::scaled(100)); }

CAF_TEST(a_difference_is_found) {
  int found = 0;
  for (unsigned long long seed = 1; seed <= 20; ++seed)
    if (testing::compare_stores(seed, steps, memory(), careless())) ++found;
  CAF_MESSAGE(found << " of 20");
  CAF_CHECK(found >= 15);
}
