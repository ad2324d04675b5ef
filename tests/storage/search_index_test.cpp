#define CAF_SUITE search_index
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "caf/test/unit_test.hpp"
#include "parley/storage/store.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/samples.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/scratch.hpp"

// The index as a file: what it does when it is not what it should be, and what is left in it of what
// was erased.

using namespace parley;

namespace {

struct indexed_store {
  testing::fake_clock clock;
  testing::seeded_entropy random{3};
  std::string path;
  std::unique_ptr<storage::store> store;
  std::unique_ptr<storage::log_writer> writer;
  std::unique_ptr<storage::indexer> index;
  storage::read_access read;

  explicit indexed_store(std::string p) : path(std::move(p)) { open(); }

  void open() {
    storage::open_options options;
    options.clock = &clock;
    store = storage::open_store("sqlite:" + path, options).value();
    writer = store->open_writer().value();
    index = store->open_indexer().value();
    read = store->open_reader().value();
  }

  void close() {
    read = {};
    index.reset();
    writer.reset();
    store.reset();
  }

  storage::outcome commit(storage::submission s) {
    s.epoch = writer->epoch();
    return writer->commit({&s, 1}).front();
  }

  storage::outcome create(const std::string& id) {
    storage::submission s;
    s.session = {"t", id};
    s.create = testing::sample_session("t", id, clock);
    return commit(std::move(s));
  }

  storage::outcome append(const std::string& id, const storage::outcome& at,
                          const std::vector<std::string>& texts) {
    storage::submission s;
    s.session = {"t", id};
    s.key = at.key;
    s.log = at.log;
    s.expected_last_seq = at.head.last_seq;
    auto& part = s.parts.emplace_back();
    for (const auto& text : texts)
      part.entries.push_back(testing::sample_message(text, clock, random));
    return commit(std::move(s));
  }

  std::int64_t follow() {
    for (;;) {
      const auto state = index->advance(1000);
      CAF_REQUIRE(state.has_value());
      if (state->behind == 0) return 0;
    }
  }

  std::size_t hits(const std::string& text) {
    storage::search_query q;
    q.tenant = "t";
    q.text = text;
    q.items_max = 1000;
    const auto page = read.search->find(q);
    CAF_REQUIRE(page.has_value());
    return page->items.size();
  }

  void work_off() {
    for (;;) {
      const auto due = read.jobs->due(clock.now(), 1).value().items;
      if (due.empty()) return;
      const auto& j = due.front();
      const auto target = storage::read_purge(j);
      CAF_REQUIRE(target.has_value());
      CAF_REQUIRE(index->forget(target->log).has_value());
      storage::purge_order order{j.id, {j.tenant, j.session_id}, target->log, 1000, target->seqs};
      for (bool more = true; more;) {
        storage::submission s;
        s.purge = order;
        more = commit(std::move(s)).purge_left;
      }
      order.step = storage::purge_order::phase::finish;
      storage::submission s;
      s.purge = order;
      CAF_REQUIRE(commit(std::move(s)).kind == storage::commit::committed);
    }
  }

  /// The names of the store's files that hold the text.
  std::string files_with(const std::string& text) const {
    std::string found;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(path).parent_path())) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (bytes.find(text) != std::string::npos) found += entry.path().filename().string() + " ";
    }
    return found;
  }
};

void run_sql(const std::string& path, const char* sql) {
  sqlite3* db = nullptr;
  CAF_REQUIRE_EQUAL(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  CAF_CHECK_EQUAL(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
}

}  // namespace

CAF_TEST(an_index_goes_on_where_it_was) {
  const tests::scratch folder;
  indexed_store s{folder.path("s.db")};
  auto a = s.append("a", s.create("a"), {"apple one", "apple two"});
  s.follow();
  s.close();
  s.open();
  CAF_CHECK_EQUAL(s.hits("apple"), 2u);
  s.append("a", a, {"apple three"});
  CAF_CHECK_EQUAL(s.hits("apple"), 2u);
  const auto state = s.index->advance(0);
  CAF_REQUIRE(state.has_value());
  s.follow();
  CAF_CHECK_EQUAL(s.hits("apple"), 3u);
}

CAF_TEST(an_index_that_is_missing_damaged_or_strange_is_made_again) {
  const auto spoil = [](const std::string& file, int how) {
    const std::filesystem::path index = file + ".index";
    // What is in the write-ahead log would mend it.
    if (how < 2) std::filesystem::remove(file + ".index-wal");
    switch (how) {
      case 0:
        std::filesystem::remove(index);
        break;
      case 1:
        std::ofstream(index, std::ios::trunc) << "this is no database, whatever its name says";
        break;
      case 2:
        run_sql(index.string(), "UPDATE head SET store_id = 1");
        break;
      case 3:
        run_sql(index.string(), "UPDATE head SET version = 0");
        break;
      case 4:
        run_sql(index.string(), "UPDATE head SET cursor = 1000000");
        break;
      default:
        run_sql(index.string(), "DROP TABLE head");
    }
  };
  for (int how = 0; how < 6; ++how) {
    const tests::scratch folder;
    indexed_store s{folder.path("s.db")};
    s.append("a", s.create("a"), {"apple one", "apple two"});
    s.follow();
    s.close();
    spoil(s.path, how);
    s.open();
    CAF_MESSAGE("spoiled in way " << how);
    CAF_CHECK(s.index->advance(0)->behind == 2);
    s.follow();
    CAF_CHECK_EQUAL(s.hits("apple"), 2u);
  }
}

CAF_TEST(the_index_of_a_store_that_was_put_back_is_made_again) {
  const tests::scratch folder;
  indexed_store s{folder.path("s.db")};
  auto a = s.append("a", s.create("a"), {"apple one"});
  s.follow();
  s.close();
  std::filesystem::copy_file(s.path, folder.path("copy"));
  s.open();
  a = s.append("a", a, {"apple two", "apple three"});
  s.follow();
  s.close();
  std::filesystem::copy_file(folder.path("copy"), s.path,
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::remove(s.path + "-wal");
  s.open();
  s.follow();
  CAF_CHECK_EQUAL(s.hits("apple"), 1u);
}

CAF_TEST(nothing_of_what_was_erased_is_in_any_file) {
  const tests::scratch folder;
  indexed_store s{folder.path("s.db")};
  // Enough that its rows lie on many pages beside those of others.
  auto person = s.create("person");
  auto other = s.create("other");
  for (int i = 0; i < 200; ++i) {
    const auto n = std::to_string(i);
    const auto padding = static_cast<std::size_t>(i);
    person = s.append("person", person,
                      {"the zanzibar" + n + " secret " + std::string(padding * 37 % 3000, 'x')});
    other = s.append("other", other,
                     {"harmless" + n + " words " + std::string(padding * 91 % 2000, 'y')});
  }
  other = s.append("other", other, {"a quokka123 to be erased alone"});
  s.follow();
  CAF_CHECK_EQUAL(s.hits("zanzibar7"), 1u);
  CAF_CHECK(!s.files_with("zanzibar").empty());
  CAF_CHECK(!s.files_with("quokka").empty());

  storage::submission erasing;
  erasing.session = {"t", "person"};
  erasing.key = person.key;
  erasing.log = person.log;
  erasing.expected_last_seq = person.head.last_seq;
  erasing.erase = storage::erase_order{"r1", ""};
  CAF_REQUIRE(s.commit(std::move(erasing)).kind == storage::commit::committed);
  storage::submission blanking;
  blanking.session = {"t", "other"};
  blanking.key = other.key;
  blanking.log = other.log;
  blanking.blank = storage::blank_order{"r2", "other/201", "", {201}};
  CAF_REQUIRE(s.commit(std::move(blanking)).kind == storage::commit::committed);
  CAF_CHECK_EQUAL(s.hits("zanzibar7"), 0u);
  CAF_CHECK_EQUAL(s.hits("quokka123"), 0u);
  s.work_off();
  CAF_CHECK(s.read.log->find_erasure({"t", "person"}).value()->purged_at.has_value());
  CAF_CHECK(s.read.log->find_blanked({"t", "other"}, 201).value()->purged_at.has_value());
  CAF_CHECK_EQUAL(s.files_with("zanzibar"), "");
  CAF_CHECK_EQUAL(s.files_with("secret"), "");
  CAF_CHECK_EQUAL(s.files_with("quokka"), "");
  CAF_CHECK(!s.files_with("harmless").empty());
  CAF_CHECK_EQUAL(s.hits("harmless7"), 1u);
  CAF_CHECK_EQUAL(s.hits("words"), 200u);
}

CAF_TEST(what_is_erased_before_it_was_indexed_never_comes_in) {
  const tests::scratch folder;
  indexed_store s{folder.path("s.db")};
  auto a = s.append("a", s.create("a"), {"zanzibar one"});
  storage::submission erasing;
  erasing.session = {"t", "a"};
  erasing.key = a.key;
  erasing.log = a.log;
  erasing.expected_last_seq = 1;
  erasing.erase = storage::erase_order{"r1", ""};
  CAF_REQUIRE(s.commit(std::move(erasing)).kind == storage::commit::committed);
  s.follow();
  CAF_CHECK_EQUAL(s.files_with("zanzibar").find("index"), std::string::npos);
  s.work_off();
  CAF_CHECK_EQUAL(s.files_with("zanzibar"), "");
}

CAF_TEST(many_parts_are_searched_as_one) {
  const tests::scratch folder;
  indexed_store s{folder.path("s.db")};
  auto a = s.append("a", s.create("a"), {"the first apple"});
  // Positions that nobody has, so that the next message is in another part.
  s.close();
  run_sql(s.path, "UPDATE meta SET value = 200000 WHERE name = 'next_position'");
  s.open();
  a = s.append("a", a, {"the second apple", "a pear"});
  s.follow();
  CAF_CHECK_EQUAL(s.hits("apple"), 2u);
  storage::search_query q;
  q.tenant = "t";
  q.text = "apple";
  q.items_max = 1;
  auto page = s.read.search->find(q);
  CAF_REQUIRE(page && page->next);
  CAF_CHECK_EQUAL(page->items.at(0).seq, 2);
  // A place as it is would be some hundred thousand, and say how much others write.
  CAF_CHECK(*page->next > 1'000'000'000);
  q.before = page->next;
  page = s.read.search->find(q);
  CAF_REQUIRE(page.has_value());
  CAF_CHECK_EQUAL(page->items.at(0).seq, 1);
}
