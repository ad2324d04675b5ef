#define CAF_SUITE redis_store
#include "caf/test/unit_test.hpp"
#include "parley/storage/store.hpp"
#include "parley/testing/fake_clock.hpp"
#include "parley/testing/samples.hpp"
#include "redis/redis_server.hpp"
#include "storage/redis/identity.hpp"
#include "storage/redis/options.hpp"
#include "storage/redis/structures.hpp"
#include "storage/redis/transaction.hpp"

using namespace parley;
namespace driver = storage::redis;

namespace {

tests::redis_server* server() {
  auto* found = tests::shared_redis();
  if (!found) CAF_MESSAGE(tests::no_redis);
  return found;
}

/// Creates a session; the outcome.
storage::outcome create(storage::log_writer& writer, const std::string& id) {
  testing::fake_clock clock;
  storage::submission s;
  s.session = {"t", id};
  s.epoch = writer.epoch();
  s.create = testing::sample_session("t", id, clock);
  return writer.commit({&s, 1}).at(0);
}

bool is_there(storage::store& store, const std::string& id) {
  const auto read = store.open_reader();
  return read->log->load({"t", id}).value().has_value();
}

std::string why(const std::string& uri) {
  const auto opened = storage::open_store(uri, {});
  return opened ? "opened" : opened.error().field + ": " + opened.error().text;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

CAF_TEST(parameters_of_the_uri) {
  const auto read = driver::read_uri("redis://h?prefix=a.b:&index=/x%20y&eviction=accepted");
  CAF_REQUIRE(read.has_value());
  CAF_CHECK_EQUAL(read->prefix, "a.b:");
  CAF_CHECK_EQUAL(read->index_path, "/x y");
  CAF_CHECK(read->evicts);
  for (const auto* uri : {"redis://h?prefix=", "redis://h?prefix=a*", "redis://h?prefix=a%20b",
                          "redis://h?index=", "redis://h?eviction=yes", "redis://h?schema=x"}) {
    const auto refused = driver::read_uri(uri);
    CAF_CHECK(!refused.has_value());
    if (!refused) CAF_CHECK_EQUAL(refused.error().field, "store.uri");
  }
}

CAF_TEST(who_writes_between_two_round_trips_of_a_commit_is_noticed) {
  auto* s = server();
  if (!s) return;
  const auto uri = s->fresh();
  auto store = storage::open_store(uri, {}).value();
  auto writer = store->open_writer().value();
  const auto opts = driver::read_uri(uri).value();
  const auto id = s->run({"HGET", opts.prefix + driver::store_hash, "id"});
  redis::connection connection{opts.server};
  driver::row_cache cache;
  const driver::write_place place{
      connection, opts, std::make_shared<driver::identity>(std::string{id.text()}), cache};
  const auto put = [](driver::transaction& tx) { tx.rows().keep_setting({"t", "rules", "{}"}); };
  {
    driver::transaction overtaken{place, {}};
    put(overtaken);
    CAF_CHECK(create(*writer, "a").kind == storage::commit::committed);
    CAF_CHECK(overtaken.commit() == driver::transaction::ending::overtaken);
  }
  {
    // One who takes the store over writes nothing but the epoch.
    driver::transaction stale{place, {}};
    put(stale);
    s->run({"HINCRBY", opts.prefix + driver::store_hash, "epoch", "1"});
    CAF_CHECK(stale.commit() == driver::transaction::ending::overtaken);
  }
  const auto setting = [&] {
    return store->open_reader()->catalog->setting("t", "rules").value().has_value();
  };
  CAF_CHECK(!setting());
  driver::transaction alone{place, {}};
  put(alone);
  CAF_CHECK(alone.commit() == driver::transaction::ending::written);
  CAF_CHECK(setting());
}

CAF_TEST(stores_of_one_server_do_not_meet_and_touch_nothing_else) {
  auto* s = server();
  if (!s) return;
  s->run({"SET", "other", "1"});
  auto one = storage::open_store(s->fresh(), {}).value();
  auto two = storage::open_store(s->fresh(), {}).value();
  auto a = one->open_writer().value();
  auto b = two->open_writer().value();
  CAF_CHECK(create(*a, "x").kind == storage::commit::committed);
  CAF_CHECK(create(*b, "y").kind == storage::commit::committed);
  CAF_CHECK(is_there(*one, "x") && !is_there(*one, "y"));
  CAF_CHECK(is_there(*two, "y") && !is_there(*two, "x"));
  const auto keys = s->run({"KEYS", "*"});
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::string key{keys[i].text()};
    CAF_CHECK_EQUAL(s->run({"TTL", key}).integer(), -1);
    CAF_CHECK(key == "other" || key.front() == 't');
  }
}

CAF_TEST(what_an_acknowledgement_is_worth_is_said) {
  if (!server()) return;
  struct row {
    const char* name;
    const char* value;
    const char* says;
  };
  constexpr row rows[] = {
      {"appendonly", "no", "appendonly is off"},
      {"appendonly", "yes", "appendfsync is no"},
      {"appendfsync", "everysec", "last second"},
      {"appendfsync", "always", "is on its disk"},
  };
  tests::redis_server s;
  for (const auto& r : rows) {
    s.set(r.name, r.value);
    const auto said = storage::open_store(s.uri(), {}).value()->durability();
    CAF_MESSAGE(said);
    CAF_CHECK(contains(said, r.says));
  }
  s.set("maxmemory-policy", "allkeys-lru");
  CAF_CHECK(contains(why(s.uri()), "store.uri: the server's maxmemory-policy is allkeys-lru"));
  CAF_CHECK(contains(storage::open_store(s.uri() + "?eviction=accepted", {}).value()->durability(),
                     "it evicts keys"));
}

CAF_TEST(a_user_who_may_do_nothing_but_what_is_needed) {
  if (!server()) return;
  tests::redis_server s;
  s.run({"ACL",        "SETUSER",   "ann",          "on",
         ">secret",    "~parley:*", "+auth",        "+select",
         "+info",      "+hget",     "+hmget",       "+hset",
         "+hdel",      "+hincrby",  "+hgetall",     "+hscan",
         "+exists",    "+del",      "+llen",        "+lrange",
         "+lindex",    "+rpush",    "+lset",        "+ltrim",
         "+zadd",      "+zrem",     "+zrangebylex", "+zrevrangebylex",
         "+zlexcount", "+evalsha",  "+eval",        "+script|load"});
  const auto uri = "redis://ann:secret@127.0.0.1:" + std::to_string(s.port());
  auto store = storage::open_store(uri, {}).value();
  CAF_CHECK(contains(store->durability(), "appendonly is off"));
  auto writer = store->open_writer().value();
  CAF_CHECK(create(*writer, "a").kind == storage::commit::committed);
  CAF_CHECK(is_there(*store, "a"));
  // Another prefix is not this user's.
  CAF_CHECK(contains(why(uri + "?prefix=other:"), "NOPERM"));
  CAF_CHECK(!contains(why("redis://ann:wrong@127.0.0.1:" + std::to_string(s.port())), "wrong@"));
}
