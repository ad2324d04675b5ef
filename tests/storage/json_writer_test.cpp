#define CAF_SUITE json_writer
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <new>

#include "storage/json/files.hpp"
#include "storage/json/names.hpp"
#include "storage/json_world.hpp"

// What the writer of a store of files does about batches that are large, disks that are full, and
// work that an earlier writer left.

using namespace parley;
using storage::commit;

namespace {

using history = std::vector<std::string>;

/// Sessions `s0`, `s1`, ... with one message of so many bytes.
std::vector<std::string> fill(tests::json_world& w, int sessions, std::size_t bytes) {
  std::vector<std::string> ids;
  for (int n = 0; n < sessions; ++n) {
    ids.push_back("s" + std::to_string(n));
    CAF_REQUIRE(w.commit(w.creation(ids.back())).kind == commit::committed);
    CAF_REQUIRE(w.commit(w.append(ids.back(), {std::string(bytes, 'x')})).kind ==
                commit::committed);
  }
  return ids;
}

/// Acknowledges an append to `a` that is in the journal and cannot come into the files.
void keep_without_room(tests::json_world& w) {
  const auto before = w.disk->bytes_used();
  for (std::size_t more = 0; !w.disk->files().contains(storage::json::journal_file); more += 50) {
    CAF_REQUIRE(more < 100000);
    w.disk->bytes_max = before + more;
    static_cast<void>(w.commit(w.append("a", {"kept"})));
  }
}

/// Whose memory runs out.
struct starving_disk : tests::forgetful_disk {
  using forgetful_disk::forgetful_disk;
  base::result<void> write(const std::string& name, std::string_view bytes) override {
    if (starves && !named) throw std::bad_alloc{};
    return forgetful_disk::write(name, bytes);
  }
  base::result<void> rename(const std::string& from, const std::string& to) override {
    auto done = forgetful_disk::rename(from, to);
    if (starves) throw std::bad_alloc{};
    return done;
  }
  bool starves = false;
  bool named = false;  ///< after the journal has its name
};

std::int64_t effects_in(const tests::forgetful_disk& disk) {
  std::int64_t found = 0;
  for (const auto& [name, text] : disk.files())
    if (name.starts_with(storage::json::sessions_folder) &&
        name.ends_with(storage::json::json_suffix))
      found += static_cast<std::int64_t>(storage::json::read_object(text).at("effects").size());
  return found;
}

}  // namespace

CAF_TEST(a_batch_of_many_bytes_is_written_in_parts) {
  tests::json_world w{1};
  w.disk->largest_file = 64 << 10;
  CAF_REQUIRE(w.open());
  const auto ids = fill(w, 30, 6000);
  w.disk->largest_write = 0;
  std::vector<storage::submission> batch;
  for (const auto& id : ids) batch.push_back(w.append(id, {"small"}));
  for (const auto& o : w.commit(std::move(batch))) CAF_CHECK(o.kind == commit::committed);
  CAF_CHECK(w.disk->largest_write < w.disk->largest_file / 4);
  CAF_REQUIRE(w.open());
  CAF_CHECK(w.store->report().broken.empty());
  for (const auto& id : ids) CAF_CHECK(w.contents(id).back() == "small");
}

CAF_TEST(a_session_grows_until_its_file_is_full_and_can_be_ended_then) {
  tests::json_world w{1};
  w.disk->largest_file = 64 << 10;
  CAF_REQUIRE(w.open());
  CAF_REQUIRE(w.commit(w.creation("a")).kind == commit::committed);
  CAF_REQUIRE(w.commit(w.creation("b")).kind == commit::committed);
  storage::outcome last;
  std::size_t taken = 0;
  for (; taken < 100; ++taken) {
    last = w.commit(w.append("a", {std::string(1000, 'x')}));
    if (last.kind != commit::committed) break;
  }
  CAF_CHECK(taken > 20 && taken < 64);
  CAF_CHECK(last.kind == commit::rejected);
  CAF_CHECK(last.error.code == base::errc::too_large);
  CAF_CHECK(last.error.text.find("sessions/t/a.json") != std::string::npos);
  CAF_CHECK_EQUAL(w.contents("a").size(), taken);
  // Its neighbour in a batch is spared, and it is as it was for a new process.
  const auto both =
      w.commit(std::vector{w.append("a", {std::string(1000, 'x')}), w.append("b", {"beside"})});
  CAF_CHECK(both.at(0).error.code == base::errc::too_large);
  CAF_CHECK(both.at(1).kind == commit::committed);
  CAF_REQUIRE(w.open());
  CAF_CHECK(w.store->report().broken.empty());
  CAF_CHECK_EQUAL(w.contents("a").size(), taken);
  CAF_CHECK(w.contents("b") == history{"beside"});
  const auto there = w.read.log->load({"t", "a"});
  auto closing = w.erasing("a");
  closing.erase.reset();
  closing.update = (*there)->record;
  closing.update->status = domain::session_status::closed;
  closing.update->closed_at = w.clock.now();
  ++closing.update->revision;
  CAF_CHECK(w.commit(std::move(closing)).kind == commit::committed);
  CAF_CHECK(w.commit(w.erasing("a")).kind == commit::committed);
}

CAF_TEST(a_journal_is_read_however_large_it_is) {
  tests::json_world w{1};
  CAF_REQUIRE(w.open());
  const auto ids = fill(w, 8, 6000);
  w.close();
  const auto files = w.disk->files();
  storage::json::file_changes changes;
  for (const auto& [name, content] : files)
    if (name.starts_with("sessions/")) {
      changes[name] = content;
      CAF_REQUIRE(w.disk->remove(name));
    }
  w.disk->put(storage::json::journal_file, storage::json::write_journal(changes));
  w.disk->largest_file = 16 << 10;
  CAF_REQUIRE(w.open());
  CAF_CHECK(w.store->report().broken.empty());
  for (const auto& id : ids) CAF_CHECK_EQUAL(w.contents(id).size(), 1u);
}

CAF_TEST(what_is_too_large_for_a_full_disk_does_not_hold_up_what_is_small) {
  constexpr std::size_t mega = std::size_t{1} << 20;
  tests::json_world w{1};
  CAF_REQUIRE(w.open());
  fill(w, 1, 4 * mega);
  CAF_REQUIRE(w.commit(w.creation("small")).kind == commit::committed);
  w.disk->bytes_max = w.disk->bytes_used() + 3 * mega;
  for (int n = 0; n < 3; ++n) {
    CAF_CHECK(w.commit(w.append("s0", {"no"})).error.code == base::errc::unavailable);
    CAF_CHECK(w.commit(w.append("small", {"yes"})).kind == commit::committed);
  }
  CAF_CHECK_EQUAL(w.contents("small").size(), 3u);
  // Nor is what erases asked for room that it does not need.
  CAF_CHECK(w.commit(w.append("s0", {"no"})).kind == commit::rejected);
  w.disk->bytes_max = w.disk->bytes_used() + 9000;
  CAF_CHECK(w.commit(w.append("small", {"no"})).kind == commit::rejected);
  CAF_CHECK(w.commit(w.erasing("small")).kind == commit::committed);
}

CAF_TEST(old_keys_are_forgotten_a_few_sessions_at_a_time) {
  constexpr int sessions = 45;
  tests::json_world w{1};
  CAF_REQUIRE(w.open());
  const auto ids = fill(w, sessions, 100);
  for (const auto& id : ids)
    CAF_REQUIRE(w.commit(w.keyed(id, "k-" + id)).kind == commit::committed);
  CAF_REQUIRE(effects_in(*w.disk) == sessions);
  w.clock.advance(std::chrono::seconds{base::limits{}.idempotency_s} + std::chrono::hours{2});

  // A disk that takes none of it takes other work nevertheless.
  w.disk->bytes_max = w.disk->bytes_used() + 6000;
  w.writer->idle();
  CAF_CHECK_EQUAL(effects_in(*w.disk), sessions);
  CAF_CHECK(w.commit(w.append("s0", {"more"})).kind == commit::committed);
  w.disk->bytes_max.reset();

  w.clock.advance(std::chrono::hours{2});
  std::int64_t left = effects_in(*w.disk);
  for (const std::int64_t expected : {25, 5, 0}) {
    w.writer->idle();
    left = effects_in(*w.disk);
    CAF_CHECK_EQUAL(left, expected);
  }
  CAF_REQUIRE(w.open());
  for (const auto& id : ids) CAF_CHECK(w.contents(id).at(1) == "k-" + id);
}

CAF_TEST(old_keys_of_large_sessions_are_forgotten_one_by_one) {
  tests::json_world w{1};
  w.disk->largest_file = 64 << 10;
  CAF_REQUIRE(w.open());
  for (const auto& id : fill(w, 3, 20000))
    CAF_REQUIRE(w.commit(w.keyed(id, "k-" + id)).kind == commit::committed);
  w.clock.advance(std::chrono::seconds{base::limits{}.idempotency_s} + std::chrono::hours{2});
  for (const std::int64_t expected : {2, 1, 0}) {
    w.writer->idle();
    const auto left = effects_in(*w.disk);
    CAF_CHECK_EQUAL(left, expected);
  }
}

CAF_TEST(a_second_writer_brings_to_an_end_what_the_first_left) {
  tests::json_world w{1};
  CAF_REQUIRE(w.open());
  CAF_REQUIRE(w.commit(w.creation("a")).kind == commit::committed);
  CAF_REQUIRE(w.commit(w.creation("b")).kind == commit::committed);
  keep_without_room(w);
  CAF_REQUIRE(w.contents("a") == history{"kept"});
  w.writer.reset();
  const auto none = w.open_writer();
  CAF_CHECK(!none && none.error().code == base::errc::unavailable);
  w.disk->bytes_max.reset();
  CAF_REQUIRE(w.open_writer());
  CAF_CHECK(w.commit(w.append("b", {"next"})).kind == commit::committed);
  CAF_REQUIRE(w.open());
  CAF_CHECK(w.contents("a") == history{"kept"});
  CAF_CHECK(w.contents("b") == history{"next"});
}

CAF_TEST(a_second_writer_does_not_bring_back_what_was_unknown) {
  tests::json_world w{1};
  CAF_REQUIRE(w.open());
  CAF_REQUIRE(w.commit(w.creation("a")).kind == commit::committed);
  CAF_REQUIRE(w.commit(w.creation("b")).kind == commit::committed);
  // The journal gets its name and its folder's sync fails; then nothing goes any more.
  w.disk->plan(tests::forgetful_disk::fault::power, 3);
  CAF_CHECK(w.commit(w.append("a", {"unknown"})).kind == commit::unknown);
  CAF_CHECK(w.contents("a").empty());
  w.writer.reset();
  w.disk->go_on();
  CAF_REQUIRE(w.disk->files().contains(storage::json::journal_file));
  CAF_REQUIRE(w.open_writer());
  CAF_CHECK(w.contents("a").empty());
  CAF_CHECK(w.commit(w.append("b", {"next"})).kind == commit::committed);
  CAF_REQUIRE(w.open());
  CAF_CHECK(w.contents("a").empty());
  CAF_CHECK(w.contents("b") == history{"next"});
}

CAF_TEST(memory_that_runs_out_changes_nothing) {
  for (const bool named : {false, true}) {
    tests::json_world w{1};
    const auto disk = std::make_shared<starving_disk>(1);
    w.disk = disk;
    disk->named = named;
    CAF_REQUIRE(w.open());
    CAF_REQUIRE(w.commit(w.creation("a")).kind == commit::committed);
    CAF_REQUIRE(w.commit(w.creation("b")).kind == commit::committed);
    disk->starves = true;
    CAF_CHECK(w.commit(w.append("a", {"no"})).kind == commit::rejected);
    disk->starves = false;
    CAF_CHECK(w.contents("a").empty());
    CAF_CHECK(!disk->files().contains(storage::json::journal_file));
    CAF_CHECK(w.commit(w.append("b", {"yes"})).kind == commit::committed);
    CAF_CHECK(w.contents("a").empty());
    CAF_REQUIRE(w.open());
    CAF_CHECK(w.contents("a").empty());
    CAF_CHECK(w.contents("b") == history{"yes"});
  }
}
