#define CAF_SUITE json_compare
#include "caf/test/unit_test.hpp"

#include <set>

#include "parley/testing/compare.hpp"
#include "parley/testing/conformance.hpp"
#include "parley/testing/conformance_timeline.hpp"
#include "storage/forgetful_disk.hpp"
#include "storage/json/changes.hpp"
#include "storage/json/check/inspect.hpp"
#include "storage/json/names.hpp"
#include "storage/json/store.hpp"
#include "storage/scale.hpp"
#include "storage/scratch.hpp"

using namespace parley;

namespace {

// The runner would stop a single test after 30 seconds; CTest bounds the whole suite.
[[maybe_unused]] const bool unbounded = (caf::test::engine::max_runtime(0), true);

constexpr int steps = 45;

testing::store_factory memory() {
  return [](const storage::open_options& o) { return storage::open_store("memory:", o); };
}

storage::json::options options_of(const storage::open_options& o,
                                  std::shared_ptr<storage::json::disk> disk) {
  storage::json::options options;
  options.limits = o.limits;
  if (o.clock) options.clock = o.clock;
  options.files = std::move(disk);
  return options;
}

/// What the files of a folder are not that they must be by what is in memory.
std::string differences(const storage::memory::tables& t, const tests::forgetful_disk& disk) {
  auto there = disk.files();
  there.erase(storage::json::store_file);
  std::string names;
  for (const auto& [name, content] : storage::json::all_files(t)) {
    const auto file = there.extract(name);
    if (file.empty() || file.mapped() != *content) names += name + " differs; ";
  }
  for (const auto& [name, content] : there) names += name + " is too much; ";
  return names;
}

/// A store of files that reads all of them again now and then, and that has nothing in memory that
/// the files do not have.
class forgetting_store : public storage::store {
 public:
  forgetting_store(std::unique_ptr<storage::json::folder_store> inner,
                   std::shared_ptr<tests::forgetful_disk> disk, std::string& trouble)
      : inner_(std::move(inner)), disk_(std::move(disk)), trouble_(trouble) {}

  std::string driver() const override { return inner_->driver(); }
  base::result<storage::read_access> open_reader() override { return inner_->open_reader(); }
  base::result<std::unique_ptr<storage::log_writer>> open_writer() override {
    auto inner = inner_->open_writer();
    if (!inner) return base::fail(inner.error());
    return std::make_unique<forgetting_writer>(*this, *std::move(inner));
  }

 private:
  class forgetting_writer : public storage::log_writer {
   public:
    forgetting_writer(forgetting_store& of, std::unique_ptr<storage::log_writer> inner)
        : store_(of), inner_(std::move(inner)) {}

    std::vector<storage::outcome> commit(std::span<const storage::submission> batch) override {
      auto outcomes = inner_->commit(batch);
      if (store_.trouble_.empty())
        store_.trouble_ = differences(store_.inner_->tables(), *store_.disk_);
      if (++commits_ % 4 == 0) again();
      return outcomes;
    }
    std::uint64_t epoch() const override { return inner_->epoch(); }

   private:
    void again() {
      inner_.reset();
      const auto read = store_.inner_->reload();
      if (!read) store_.trouble_ += base::to_string(read.error());
      for (const auto& each : store_.inner_->report().broken)
        store_.trouble_ += each.name + ": " + each.why;
      inner_ = *store_.inner_->open_writer();
    }

    forgetting_store& store_;
    std::unique_ptr<storage::log_writer> inner_;
    int commits_ = 0;
  };

  std::unique_ptr<storage::json::folder_store> inner_;
  std::shared_ptr<tests::forgetful_disk> disk_;
  std::string& trouble_;
};

testing::store_factory on(const tests::scratch& folder) {
  return [&folder, n = 0](const storage::open_options& o) mutable {
    return storage::open_store("json:" + folder.path(std::to_string(++n)), o);
  };
}

void expect_none(const std::vector<testing::failure>& failures) {
  for (const auto& f : failures) CAF_ERROR(f.name << ": " << f.text);
  CAF_CHECK_EQUAL(failures.size(), 0u);
}

}  // namespace

CAF_TEST(log_conforms) {
  const tests::scratch folder;
  expect_none(testing::check_log(on(folder)));
}

CAF_TEST(catalog_conforms) {
  const tests::scratch folder;
  expect_none(testing::check_catalog(on(folder)));
}

CAF_TEST(jobs_conform) {
  const tests::scratch folder;
  expect_none(testing::check_jobs(on(folder)));
}

CAF_TEST(timeline_conforms) {
  const tests::scratch folder;
  expect_none(testing::check_timeline(on(folder)));
}

CAF_TEST(files_agree_with_memory) {
  auto seed = tests::first_seed(1);
  for (int n = tests::scaled(150); n > 0; --n, ++seed) {
    const auto disk = std::make_shared<tests::forgetful_disk>(seed);
    std::string trouble;
    const auto found = testing::compare_stores(
        seed, steps, memory(),
        [&](const storage::open_options& o) -> base::result<std::unique_ptr<storage::store>> {
          auto opened = storage::json::folder_store::open("", options_of(o, disk));
          if (!opened) return base::fail(opened.error());
          return std::make_unique<forgetting_store>(*std::move(opened), disk, trouble);
        });
    const auto seen = storage::json::inspect("", options_of({}, disk), {});
    std::string text = found ? testing::to_string(*found) : trouble;
    if (text.empty() && !seen) text = base::to_string(seen.error());
    // Random calls make records, turns and tallies that no session of a running system has.
    static const std::set<std::string> strict{"files", "counts", "bodies"};
    if (text.empty())
      for (const auto& f : seen->findings)
        if (strict.contains(f.check)) text += f.check + ": " + f.where + " " + f.text + "; ";
    if (text.empty()) continue;
    CAF_ERROR("PARLEY_TEST_SEED=" << seed << ": " << text);
    return;
  }
  CAF_CHECK(seed > tests::first_seed(1));
}
