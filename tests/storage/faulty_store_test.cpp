#define CAF_SUITE faulty_store
#include "caf/test/unit_test.hpp"

#include <thread>

#include "parley/testing/fake_clock.hpp"
#include "parley/testing/faulty_store.hpp"
#include "parley/testing/samples.hpp"

using namespace parley;
using storage::commit;
using testing::commit_fault;

namespace {

struct fixture {
  std::shared_ptr<testing::fault_script> script = std::make_shared<testing::fault_script>();
  testing::fake_clock clock;
  std::unique_ptr<storage::store> store =
      testing::make_faulty_store(storage::open_store("memory:", {}).value(), script);
  std::unique_ptr<storage::log_writer> writer = store->open_writer().value();
  storage::read_access read = store->open_reader().value();

  storage::outcome create(const std::string& id) {
    storage::submission s;
    s.session = {"t", id};
    s.epoch = writer->epoch();
    s.create = testing::sample_session("t", id, clock);
    return writer->commit({&s, 1}).at(0);
  }
  bool exists(const std::string& id) { return read.log->load({"t", id}).value().has_value(); }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(faulty_store_tests, fixture)

CAF_TEST(faults_come_in_order) {
  for (const auto fault : {commit_fault::reject, commit_fault::lost, commit_fault::written,
                           commit_fault::conflict, commit_fault::none})
    script->push(fault);
  const auto a = create("a");
  CAF_CHECK(a.kind == commit::rejected && a.error.code == base::errc::unavailable);
  CAF_CHECK(!exists("a"));
  CAF_CHECK(create("b").kind == commit::unknown);
  CAF_CHECK(!exists("b"));
  CAF_CHECK(create("c").kind == commit::unknown);
  CAF_CHECK(exists("c"));
  const auto d = create("d");
  CAF_CHECK(d.kind == commit::rejected && d.error.code == base::errc::conflict);
  CAF_CHECK(create("e").kind == commit::committed);
  CAF_CHECK(create("f").kind == commit::committed);
  CAF_CHECK_EQUAL(script->commits(), 6u);
  CAF_CHECK_EQUAL(script->submissions(), 6u);
}

CAF_TEST(a_store_can_be_away) {
  script->commits_unavailable(true);
  CAF_CHECK(create("a").error.code == base::errc::unavailable);
  CAF_CHECK(create("a").error.code == base::errc::unavailable);
  script->commits_unavailable(false);
  CAF_CHECK(create("a").kind == commit::committed);
  script->reads_unavailable(true);
  CAF_CHECK(read.log->load({"t", "a"}).error().code == base::errc::unavailable);
  CAF_CHECK(read.log->page(1, {}).error().code == base::errc::unavailable);
  CAF_CHECK(read.log->find_seq(1, 1).error().code == base::errc::unavailable);
  CAF_CHECK(read.log->find_id(1, "x").error().code == base::errc::unavailable);
  CAF_CHECK(read.log->find_effect("t", "k", "r").error().code == base::errc::unavailable);
  CAF_CHECK(read.catalog->list({}).error().code == base::errc::unavailable);
  CAF_CHECK(read.catalog->counts("t").error().code == base::errc::unavailable);
  script->reads_unavailable(false);
  CAF_CHECK(exists("a"));
}

CAF_TEST(a_commit_can_be_held) {
  script->stall();
  std::thread other{[this] { create("a"); }};
  script->await_stalled();
  CAF_CHECK(!exists("a"));
  script->release();
  other.join();
  CAF_CHECK(exists("a"));
}

CAF_TEST(the_hook_sees_each_batch) {
  std::vector<std::string> seen;
  script->before_commit([&](std::span<const storage::submission> batch) {
    for (const auto& s : batch) seen.push_back(s.session.id);
    // What it pushes holds for this very commit.
    script->push(commit_fault::reject);
  });
  CAF_CHECK(create("a").kind == commit::rejected);
  CAF_CHECK(create("b").kind == commit::rejected);
  CAF_CHECK(seen == (std::vector<std::string>{"a", "b"}));
}

CAF_TEST_FIXTURE_SCOPE_END()
