#define CAF_SUITE threads
#include "caf/test/unit_test.hpp"

#include <atomic>
#include <thread>

#include "parley/testing/fake_clock.hpp"
#include "parley/testing/samples.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/scale.hpp"
#include "storage/scratch.hpp"
#include "storage/sqlite/store.hpp"

using namespace parley;

namespace {

constexpr int readers = 3;
constexpr int part_size = 3;

/// Reads while the writer writes, until the history has all its messages. What went wrong, or
/// nothing. Every page must be whole parts, dense, and never shorter than one seen before.
std::string read_along(storage::store& store, std::int64_t last, const std::atomic<bool>& stop) {
  auto read = store.open_reader();
  if (!read) return base::to_string(read.error());
  storage::session_query query;
  query.tenant = "t";
  std::int64_t seen = 0;
  while (seen < last && !stop) {
    const auto found = read->log->load({"t", "a"});
    if (!found) return base::to_string(found.error());
    if (!*found) return "the session is gone";
    const auto head = (*found)->head.last_seq;
    if (head < seen) return "the head went back";
    if (head % part_size != 0) return "half a part was seen";
    seen = head;
    const auto page = read->log->page((*found)->log, {{}, {}, head, 20, 1 << 20});
    if (!page) return base::to_string(page.error());
    std::int64_t seq = head - static_cast<std::int64_t>(page->size());
    for (const auto& m : *page)
      if (m.seq != ++seq) return "a page is not dense";
    const auto counts = read->catalog->counts("t");
    if (!counts || counts->messages < head || counts->messages % part_size != 0)
      return "the counts are behind the head";
    const auto list = read->catalog->list(query);
    if (!list || list->items.size() != 1 || list->items[0].at.last_seq < head)
      return "the list is behind the head";
  }
  return {};
}

void run(storage::store& store) {
  const testing::fake_clock clock;
  testing::seeded_entropy entropy{1};
  auto writer = store.open_writer().value();
  storage::submission s;
  s.session = {"t", "a"};
  s.epoch = writer->epoch();
  s.create = testing::sample_session("t", "a", clock);
  const auto created = writer->commit({&s, 1}).at(0);
  CAF_REQUIRE(created.kind == storage::commit::committed);

  const int appends = tests::scaled(150);
  std::atomic<bool> stop{false};
  std::string errors[readers];
  std::vector<std::thread> threads;
  for (auto& error : errors)
    threads.emplace_back(
        [&store, &error, &stop, appends] { error = read_along(store, appends * part_size, stop); });
  int committed = 0;
  s.create.reset();
  s.key = created.key;
  s.log = created.log;
  for (int n = 0; n < appends; ++n) {
    s.parts.assign(1, {});
    for (int i = 0; i < part_size; ++i)
      s.parts[0].entries.push_back(testing::sample_message(std::string(2000, 'x'), clock, entropy));
    const auto o = writer->commit({&s, 1}).at(0);
    if (o.kind == storage::commit::committed) ++committed;
    s.expected_last_seq = o.head.last_seq;
    if (n % 10 == 0) writer->idle();
  }
  CAF_CHECK_EQUAL(committed, appends);
  if (committed < appends) stop = true;
  for (auto& t : threads) t.join();
  for (const auto& error : errors) CAF_CHECK_EQUAL(error, "");
}

}  // namespace

CAF_TEST(memory) { run(*storage::open_store("memory:", {}).value()); }

CAF_TEST(sqlite) {
  const tests::scratch folder;
  storage::sqlite::options options;
  options.checkpoint_pages = 30;
  run(*storage::sqlite::open(folder.path("db"), options).value());
}
