#define CAF_SUITE erase
#include "caf/test/unit_test.hpp"

#include "parley/storage/store.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/samples.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/scratch.hpp"

// A fork outlives its origin, also a long one, in a file.

using namespace parley;

namespace {

constexpr std::int64_t total = 100'000;
constexpr std::int64_t shared = 60'000;

struct long_session {
  tests::scratch folder;
  testing::fake_clock clock;
  testing::seeded_entropy entropy{5};
  std::unique_ptr<storage::store> store;
  std::unique_ptr<storage::log_writer> writer;
  storage::read_access read;

  long_session() {
    storage::open_options options;
    options.clock = &clock;
    store = storage::open_store("sqlite:" + folder.path("store"), options).value();
    writer = store->open_writer().value();
    read = store->open_reader().value();
  }
  storage::outcome commit(storage::submission s) {
    s.epoch = writer->epoch();
    return writer->commit(std::span{&s, 1}).front();
  }
  storage::submission creation(const std::string& id) {
    storage::submission s;
    s.session = {"t", id};
    s.create = testing::sample_session("t", id, clock);
    return s;
  }
  storage::outcome grow() {
    auto at = commit(creation("origin"));
    while (at.head.last_seq < total) {
      storage::submission s;
      s.session = {"t", "origin"};
      s.key = at.key;
      s.log = at.log;
      s.expected_last_seq = at.head.last_seq;
      s.parts.emplace_back();
      for (std::int64_t i = 1; i <= 1000; ++i)
        s.parts[0].entries.push_back(
            testing::sample_message(std::to_string(at.head.last_seq + i), clock, entropy));
      at = commit(std::move(s));
    }
    return at;
  }
  /// Seqs of the history in order, each message saying its own.
  std::int64_t count(std::int64_t log, std::int64_t upto) {
    std::int64_t seq = 0;
    for (;;) {
      storage::page_request request;
      request.after = seq;
      request.upto = upto;
      request.items_max = 10'000;
      request.bytes_max = std::int64_t{1} << 40;
      const auto page = read.log->page(log, request).value();
      if (page.empty()) return seq;
      for (const auto& m : page)
        if (m.seq != ++seq || m.content != std::to_string(seq)) return -1;
    }
  }
};

}  // namespace

CAF_TEST(a_fork_of_a_long_session_outlives_its_origin) {
  long_session s;
  const auto origin = s.grow();
  CAF_REQUIRE_EQUAL(origin.head.last_seq, total);
  auto forking = s.creation("fork");
  forking.fork = storage::fork_point{"origin", shared};
  const auto fork = s.commit(std::move(forking));
  CAF_REQUIRE_EQUAL(fork.head.last_seq, shared);

  storage::submission erasing;
  erasing.session = {"t", "origin"};
  erasing.key = origin.key;
  erasing.log = origin.log;
  erasing.expected_last_seq = total;
  erasing.erase = storage::erase_order{"receipt", ""};
  const auto erased = s.commit(std::move(erasing));
  CAF_REQUIRE(erased.erased);
  CAF_CHECK_EQUAL(erased.erased->messages, total - shared);
  CAF_CHECK_EQUAL(erased.erased->forks, 1);

  int slices = 0;
  for (bool more = true; more && slices < 1000; ++slices) {
    const auto job = s.read.jobs->due(s.clock.now(), 1).value().items.at(0);
    storage::submission slice;
    slice.purge = storage::purge_order{job.id, {"t", "origin"}, origin.log, 1000};
    more = s.commit(std::move(slice)).purge_left;
  }
  CAF_CHECK_EQUAL(slices, (total - shared) / 1000);
  storage::submission last;
  last.purge = storage::purge_order{s.read.jobs->due(s.clock.now(), 1).value().items.at(0).id,
                                    {"t", "origin"}, origin.log, 1000, {},
                                    storage::purge_order::phase::finish};
  CAF_CHECK(s.commit(std::move(last)).kind == storage::commit::committed);
  CAF_CHECK(s.read.log->find_erasure({"t", "origin"}).value()->purged_at.has_value());
  CAF_CHECK_EQUAL(s.count(fork.log, total), shared);
  // Nothing of what only the origin had is left in the file.
  CAF_CHECK_EQUAL(s.count(origin.log, total), shared);
  CAF_CHECK(s.read.catalog->counts("t").value().messages == shared);
  CAF_CHECK(s.read.jobs->due(s.clock.now(), 10).value().items.empty());
}
