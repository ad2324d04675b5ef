#define CAF_SUITE postgres_store
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <thread>

#include "parley/testing/fake_clock.hpp"
#include "parley/testing/samples.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "storage/postgres/options.hpp"
#include "storage/postgres/text.hpp"
#include "storage/postgres_stores.hpp"

using namespace parley;
using namespace std::string_literals;

namespace {

std::string escaped(const std::string& text) {
  std::string out;
  storage::postgres::append_escaped(out, text);
  return out;
}

tests::postgres_server* server() {
  auto* found = tests::shared_postgres();
  if (!found) CAF_MESSAGE(tests::no_postgres);
  return found;
}

std::unique_ptr<storage::store> opened(const std::string& uri) {
  auto store = storage::open_store(uri, {});
  if (!store) CAF_ERROR(base::to_string(store.error()));
  return store ? std::move(*store) : nullptr;
}

}  // namespace

CAF_TEST(parameters_of_the_uri_are_read) {
  struct row {
    const char* uri;
    const char* left;  ///< for libpq; null: refused
    const char* schema;
    bool prepare;
    std::int64_t deadline_ms;
  };
  constexpr row rows[] = {
      {"postgres://u@h/d", "postgres://u@h/d", "parley", true, 30000},
      {"postgresql://h/d?", "postgresql://h/d", "parley", true, 30000},
      {"postgres://h/d?schema=s_1", "postgres://h/d", "s_1", true, 30000},
      {"postgres://h/d?sslmode=require&pooler=on&application_name=x",
       "postgres://h/d?sslmode=require&application_name=x", "parley", false, 30000},
      {"postgres://h/d?deadline_ms=100&pooler=off", "postgres://h/d", "parley", true, 100},
      {"postgres://h/d?schema=Big", nullptr, "", true, 0},
      {"postgres://h/d?schema=", nullptr, "", true, 0},
      {"postgres://h/d?schema=a;b", nullptr, "", true, 0},
      {"postgres://h/d?pooler=yes", nullptr, "", true, 0},
      {"postgres://h/d?deadline_ms=99", nullptr, "", true, 0},
      {"postgres://h/d?connect_ms=1s", nullptr, "", true, 0},
      {"postgres://h/d?nonsense=1", nullptr, "", true, 0},
      {"postgres://u:hidden%zz@h/d", nullptr, "", true, 0},
  };
  for (const auto& r : rows) {
    const auto found = storage::postgres::read_uri(r.uri);
    if (found.has_value() != (r.left != nullptr)) {
      CAF_ERROR(r.uri);
      continue;
    }
    if (!found) {
      CAF_CHECK(found.error().code == base::errc::invalid_argument);
      CAF_CHECK(found.error().text.find("hidden") == std::string::npos);
      continue;
    }
    CAF_CHECK_EQUAL(found->uri, r.left);
    CAF_CHECK_EQUAL(found->schema, r.schema);
    CAF_CHECK_EQUAL(found->prepare, r.prepare);
    CAF_CHECK_EQUAL(found->deadline.count(), r.deadline_ms);
  }
}

CAF_TEST(a_password_is_not_shown) {
  constexpr std::pair<const char*, const char*> rows[] = {
      {"postgres://u:secret@h:1/d?password=secret", "postgres://h:1/d"},
      {"postgres://u:se@cret@h/d", "postgres://h/d"},
      {"postgresql://h", "postgresql://h"},
  };
  for (const auto& [uri, shown] : rows) CAF_CHECK_EQUAL(storage::postgres::shown(uri), shown);
  const auto wrong = storage::open_store("postgres://locked:secret@127.0.0.1:1/d", {});
  CAF_REQUIRE(!wrong.has_value());
  CAF_CHECK(wrong.error().code == base::errc::unavailable);
  CAF_CHECK(wrong.error().text.find("secret") == std::string::npos);
}

CAF_TEST(text_keeps_every_character_and_its_order) {
  const std::vector<std::string> texts{""s,     "\0"s,   "\0\0"s, "\0\1"s, "\0a"s, "\1"s,
                                       "\1\0"s, "\1\1"s, "\1\2"s, "\1a"s,  "\2"s,  "\2\0"s,
                                       "a"s,    "a\0"s,  "a\0b"s, "a\1b"s, "b"s,   "\xc3\xa9"s};
  for (const auto& a : texts) {
    const auto stored = escaped(a);
    CAF_CHECK(stored.find('\0') == std::string::npos);
    CAF_CHECK_EQUAL(storage::postgres::unescaped(stored), a);
    for (const auto& b : texts) CAF_CHECK_EQUAL((escaped(a) < escaped(b)), (a < b));
  }
}

CAF_TEST(a_message_comes_back_as_it_was) {
  auto* s = server();
  if (!s) return;
  tests::postgres_stores stores{*s};
  const auto store = opened(stores.fresh_uri());
  CAF_REQUIRE(store != nullptr);
  const testing::fake_clock clock;
  testing::seeded_entropy entropy{1};
  auto writer = store->open_writer().value();
  storage::submission what;
  what.session = {"t", "a"};
  what.epoch = writer->epoch();
  what.create = testing::sample_session("t", "a", clock);
  what.create->system_prompt = "\0\1\2"s;
  what.parts.emplace_back();
  auto message = testing::full_message("id", clock, entropy);
  message.content = "\0 \1 \1\1 \0\0 \\ \x7f \xf0\x9f\x8c\x99"s;
  message.name = "\1"s;
  what.parts[0].entries.push_back(message);
  const auto done = writer->commit({&what, 1}).at(0);
  CAF_REQUIRE(done.kind == storage::commit::committed);
  auto read = store->open_reader().value();
  auto found = read.log->find_seq(done.log, 1).value();
  CAF_REQUIRE(found.has_value());
  found->seq = message.seq;
  found->id_suffix = message.id_suffix;
  CAF_CHECK(*found == message);
  const auto session = read.log->load(what.session).value();
  CAF_REQUIRE(session.has_value());
  CAF_CHECK(session->record.system_prompt == what.create->system_prompt);
}

CAF_TEST(a_search_goes_on_at_a_hidden_place) {
  auto* s = server();
  if (!s) return;
  tests::postgres_stores stores{*s};
  const auto store = opened(stores.fresh_uri());
  CAF_REQUIRE(store != nullptr);
  const testing::fake_clock clock;
  testing::seeded_entropy entropy{1};
  auto writer = store->open_writer().value();
  storage::submission what;
  what.session = {"t", "a"};
  what.epoch = writer->epoch();
  what.create = testing::sample_session("t", "a", clock);
  what.parts.emplace_back();
  for (const char* text : {"one apple", "another apple", "the last apple"})
    what.parts[0].entries.push_back(testing::sample_message(text, clock, entropy));
  CAF_REQUIRE(writer->commit({&what, 1}).at(0).kind == storage::commit::committed);
  auto indexer = store->open_indexer().value();
  CAF_REQUIRE(indexer->advance(100).value().behind == 0);
  auto read = store->open_reader().value();
  storage::search_query q;
  q.tenant = "t";
  q.text = "apple";
  q.items_max = 1;
  for (std::int64_t seq = 3; seq > 0; --seq) {
    const auto page = read.search->find(q);
    CAF_REQUIRE(page && page->items.size() == 1u);
    CAF_CHECK_EQUAL(page->items[0].seq, seq);
    // A position as it is would say how much others write.
    if (seq > 1) CAF_REQUIRE(page->next.has_value());
    if (page->next) CAF_CHECK(*page->next > 1'000'000'000);
    q.before = page->next;
  }
}

CAF_TEST(tenants_are_kept_apart_by_the_database) {
  auto* s = server();
  if (!s) return;
  tests::postgres_stores stores{*s};
  CAF_REQUIRE(opened(stores.fresh_uri()) != nullptr);
  const auto schema = stores.schema();
  // Of all tables with a tenant, those that do not bind their owner to a policy.
  CAF_CHECK_EQUAL(
      s->run(stores.database(),
             "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
             "WHERE c.relnamespace = '" +
                 schema +
                 "'::regnamespace AND c.relkind = 'r' "
                 "AND a.attname = 'tenant' AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND "
                 "EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)) ORDER BY 1"),
      "");
  s->run(stores.database(), "INSERT INTO " + schema + ".setting VALUES ('t', 'n', 'v')");
  const auto seen_by = [&](const std::string& tenant) {
    return s->run(stores.database(),
                  "SET ROLE parley; " +
                      (tenant.empty() ? "" : "SET parley.tenant = '" + tenant + "'; ") +
                      "SELECT count(*) FROM " + schema + ".setting");
  };
  CAF_CHECK_EQUAL(seen_by("t"), "1");
  CAF_CHECK_EQUAL(seen_by("*"), "1");
  CAF_CHECK_EQUAL(seen_by("u"), "0");
  CAF_CHECK_EQUAL(seen_by(""), "0");
}

CAF_TEST(a_schema_is_made_once_and_a_newer_one_is_refused) {
  auto* s = server();
  if (!s) return;
  tests::postgres_stores stores{*s};
  const auto uri = stores.fresh_uri();
  std::vector<base::result<std::unique_ptr<storage::store>>> found(4);
  std::vector<std::thread> threads;
  for (auto& each : found)
    threads.emplace_back([&each, &uri] { each = storage::open_store(uri, {}); });
  for (auto& t : threads) t.join();
  for (const auto& each : found)
    if (!each) CAF_ERROR(base::to_string(each.error()));
  const auto migrations = stores.schema() + ".migration";
  CAF_CHECK_EQUAL(s->run(stores.database(), "SELECT count(*) - max(version) FROM " + migrations),
                  "0");
  s->run(stores.database(), "INSERT INTO " + migrations + " (version) VALUES (1000)");
  const auto newer = storage::open_store(uri, {});
  CAF_REQUIRE(!newer.has_value());
  CAF_CHECK(newer.error().code == base::errc::invalid_argument);
}
