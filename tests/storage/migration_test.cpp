#define CAF_SUITE migration
#include "caf/test/unit_test.hpp"

#include <string>
#include <vector>

#include "parley/testing/fake_clock.hpp"
#include "parley/testing/samples.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/scratch.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/statement.hpp"
#include "storage/sqlite/store.hpp"

// Files of every earlier version of the schema are opened and brought up to date once.

using namespace parley;
using storage::sqlite::access;
using storage::sqlite::connection;
using storage::sqlite::schema_version;
using storage::sqlite::statement;

namespace {

const testing::fake_clock now;

storage::submission creation(storage::log_writer& writer, const std::string& id) {
  storage::submission s;
  s.session = {"t", id};
  s.epoch = writer.epoch();
  s.create = testing::sample_session("t", id, now);
  return s;
}

/// A session of three messages in which two turns were completed and one call more was noted.
void fill(const std::string& path) {
  auto store = storage::sqlite::open(path, {}).value();
  auto writer = store->open_writer().value();
  testing::seeded_entropy entropy{1};
  auto s = creation(*writer, "a");
  auto& part = s.parts.emplace_back();
  for (const char* text : {"one", "two", "three"})
    part.entries.push_back(testing::sample_message(text, now, entropy));
  part.turns_completed = 2;
  part.rounds = 1;
  CAF_REQUIRE(writer->commit({&s, 1}).at(0).kind == storage::commit::committed);
}

/// Messages of agents, a fork whose origin is erased and not purged yet, and a closed session.
void fill_for_statistics(const std::string& path) {
  auto store = storage::sqlite::open(path, {}).value();
  auto writer = store->open_writer().value();
  testing::seeded_entropy entropy{1};
  const auto commit = [&](const storage::submission& s) {
    const auto o = writer->commit({&s, 1}).at(0);
    CAF_REQUIRE(o.kind == storage::commit::committed);
    return o;
  };
  auto origin = creation(*writer, "origin");
  for (const auto* id : {"w2", "w1"}) {
    domain::participant writing;
    writing.id = id;
    writing.type = domain::participant_type::agent;
    writing.role = "writer";
    origin.create->participants.push_back(writing);
  }
  auto& part = origin.parts.emplace_back();
  for (const auto* sender : {"user", "w1", "w2", "assistant", "w1"}) {
    part.entries.push_back(testing::sample_message(std::string{"\xC3\xA9\0b", 4}, now, entropy));
    part.entries.back().sender_id = sender;
    part.entries.back().received_at -= std::chrono::hours{24 * part.entries.size()};
  }
  part.entries[3].content.reset();
  const auto made = commit(origin);

  auto fork = creation(*writer, "fork");
  fork.create->participants = origin.create->participants;
  fork.create->forked_from = domain::fork_origin{"origin", 3};
  fork.fork = storage::fork_point{"origin", 3};
  commit(fork);
  auto closed = creation(*writer, "closed");
  closed.create->status = domain::session_status::closed;
  commit(closed);

  storage::submission erasing;
  erasing.session = {"t", "origin"};
  erasing.epoch = writer->epoch();
  erasing.key = made.key;
  erasing.log = made.log;
  erasing.expected_last_seq = made.head.last_seq;
  erasing.erase = storage::erase_order{"receipt", ""};
  commit(erasing);
}

std::vector<storage::statistics> statistics_of(const std::string& path) {
  auto store = storage::sqlite::open(path, {}).value();
  auto reader = store->open_reader().value();
  std::vector<storage::statistics> found;
  found.push_back(reader.catalog->statistics({"t", {}, {}, {}}).value());
  for (const auto* role : {"assistant", "writer"})
    found.push_back(reader.catalog->statistics({"t", role, {}, {}}).value());
  return found;
}

std::vector<std::string> tables_of(connection& c) {
  statement names{c.handle(),
                  "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'meta'"};
  std::vector<std::string> list;
  while (names.step()) list.emplace_back(names.text(0));
  return list;
}

std::string columns_of(connection& c, const std::string& table) {
  statement names{c.handle(), "SELECT name FROM pragma_table_info('" + table + "')"};
  std::string list;
  while (names.step()) list.append(list.empty() ? "" : ", ").append(names.text(0));
  return list;
}

/// The same session in a file that a program of that version had written.
void make_old(const std::string& path, const std::string& filled, std::int64_t version) {
  connection c{path, {}, access::write};
  storage::sqlite::migrate(c, 0, version);
  const auto run = [&](const std::string& sql) { c.run(sql.c_str()); };
  run("ATTACH '" + filled + "' AS new");
  for (const auto& table : tables_of(c)) {
    const auto columns = columns_of(c, table);
    run("INSERT INTO main." + table + " (" + columns + ") SELECT " + columns + " FROM new." + table);
  }
  run("UPDATE main.meta SET value = (SELECT value FROM new.meta n WHERE n.name = main.meta.name) "
      "WHERE name <> 'schema_version'");
  // Then the counts were in the record.
  if (version == 1)
    run("UPDATE main.session SET record = json_set(record, '$.turn_count', 2, '$.round', 3)");
  run("DETACH new");
}

}  // namespace

CAF_TEST(a file of any version is brought up to date and nothing is lost) {
  const tests::scratch folder;
  fill(folder.path("new"));
  for (std::int64_t version = 1; version <= schema_version(); ++version) {
    CAF_MESSAGE("version " << version);
    const auto path = folder.path("v" + std::to_string(version));
    make_old(path, folder.path("new"), version);
    for (int opened = 0; opened < 2; ++opened) {
      auto store = storage::sqlite::open(path, {}).value();
      auto writer = store->open_writer().value();
      auto reader = store->open_reader().value();
      const auto found = reader.log->load({"t", "a"}).value();
      CAF_REQUIRE(found.has_value());
      CAF_CHECK_EQUAL(found->record.turn_count, 2);
      CAF_CHECK_EQUAL(found->record.round, 3);
      CAF_CHECK_EQUAL(found->head.last_seq, 3);
      storage::page_request all;
      all.upto = 3;
      CAF_CHECK(reader.log->page(found->log, all).value().size() == 3);
      CAF_CHECK(reader.catalog->counts("t").value().messages == 3);

      storage::session_query latest;
      latest.tenant = "t";
      latest.order = storage::list_order::last_activity;
      latest.oldest_first = true;
      const auto listed = reader.catalog->list(latest).value();
      CAF_CHECK(listed.items.size() == static_cast<std::size_t>(opened) + 1);
      CAF_CHECK(listed.items.at(0).record.session_id == "a");

      // What later versions know of it: a fork has the counts of its seq.
      auto fork = creation(*writer, "fork" + std::to_string(opened));
      fork.create->forked_from = domain::fork_origin{"a", 3};
      fork.fork = storage::fork_point{"a", 3};
      const auto forked = writer->commit({&fork, 1}).at(0);
      CAF_CHECK(forked.kind == storage::commit::committed);
      CAF_CHECK_EQUAL(forked.turn_count, 2);
      CAF_CHECK_EQUAL(forked.round, 3);
      CAF_CHECK_EQUAL(forked.head.last_seq, 3);
    }
    connection c{path, {}, access::probe};
    CAF_CHECK(storage::sqlite::version_of(c).value() == schema_version());
  }
}

CAF_TEST(statistics are counted from what there was) {
  const tests::scratch folder;
  fill_for_statistics(folder.path("new"));
  const auto wanted = statistics_of(folder.path("new"));
  CAF_CHECK(wanted.at(0).active == 1);
  CAF_CHECK(wanted.at(0).closed == 1);
  CAF_CHECK(wanted.at(0).length == 3);
  CAF_CHECK(wanted.at(0).days.size() == 6);
  CAF_CHECK(wanted.at(2).days.at(0).characters == 3);
  for (std::int64_t version = 8; version <= schema_version(); ++version) {
    CAF_MESSAGE("version " << version);
    const auto path = folder.path("v" + std::to_string(version));
    make_old(path, folder.path("new"), version);
    CAF_CHECK(statistics_of(path) == wanted);
  }
}
