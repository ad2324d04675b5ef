#define CAF_SUITE redis_cache
#include "caf/test/unit_test.hpp"
#include "parley/storage/store.hpp"
#include "redis/redis_server.hpp"
#include "storage/redis/options.hpp"
#include "storage/redis/row_cache.hpp"
#include "storage/redis/structures.hpp"
#include "storage/redis_talk.hpp"

using namespace parley;
using tests::talk;
namespace driver = storage::redis;

namespace {

tests::redis_server* server() {
  auto* found = tests::shared_redis();
  if (!found) CAF_MESSAGE(tests::no_redis);
  return found;
}

/// How often the server has run that command, in scripts or not, since it was asked to forget.
std::int64_t count(tests::redis_server& s, const std::string& command) {
  const auto answer = s.run({"INFO", "commandstats"});
  const std::string text{answer.text()};
  const auto at = text.find("cmdstat_" + command + ":calls=");
  return at == std::string::npos ? 0 : std::stoll(text.substr(text.find('=', at) + 1));
}

}  // namespace

CAF_TEST(an_append_to_a_busy_session_asks_nothing_before_it) {
  auto* s = server();
  if (!s) return;
  auto store = storage::open_store(s->fresh(), {}).value();
  talk t{*store};
  CAF_REQUIRE(t.appends());
  s->run({"CONFIG", "RESETSTAT"});
  for (int i = 0; i < 10; ++i) CAF_REQUIRE(t.appends());
  CAF_CHECK_EQUAL(count(*s, "evalsha"), 10);
  // The script's own.
  CAF_CHECK_EQUAL(count(*s, "hmget"), 10);
  CAF_CHECK_EQUAL(tests::last_seq(*store), t.seq());
}

CAF_TEST(who_took_the_store_over_is_found_by_the_script) {
  auto* s = server();
  if (!s) return;
  const auto uri = s->fresh();
  auto store = storage::open_store(uri, {}).value();
  talk t{*store};
  CAF_REQUIRE(t.appends());
  auto taken = storage::open_store(uri, {}).value();
  const auto writer = taken->open_writer().value();
  const auto refused = t.append();
  CAF_CHECK(refused.kind == storage::commit::rejected);
  CAF_CHECK(refused.error.code == base::errc::unavailable);
  CAF_CHECK_EQUAL(tests::last_seq(*taken), 1);
}

CAF_TEST(what_another_commit_left_is_asked_again) {
  auto* s = server();
  if (!s) return;
  const auto uri = s->fresh();
  const auto prefix = driver::read_uri(uri).value().prefix;
  auto store = storage::open_store(uri, {}).value();
  talk t{*store};
  CAF_REQUIRE(t.appends());
  // Somebody commits, and takes positions.
  s->run({"HINCRBY", prefix + driver::store_hash, "position", "5"});
  s->run({"HINCRBY", prefix + driver::store_hash, "commit", "1"});
  CAF_CHECK(t.appends());
  CAF_CHECK(t.appends());
  CAF_CHECK_EQUAL(tests::last_seq(*store), 3);
  const auto next = s->run({"HGET", prefix + driver::store_hash, "position"}).integer();
  CAF_CHECK_EQUAL(next, 1 + 3 + 5);
}

CAF_TEST(a_server_that_lost_the_store_is_found_without_asking) {
  if (!server()) return;
  tests::redis_server s;
  auto store = storage::open_store(s.uri(), {}).value();
  talk t{*store};
  CAF_REQUIRE(t.appends());
  s.run({"FLUSHALL"});
  for (int i = 0; i < 2; ++i) {
    const auto lost = t.append();
    CAF_CHECK(lost.kind == storage::commit::rejected);
    CAF_CHECK(lost.error.code == base::errc::internal);
  }
}

CAF_TEST(rows_that_grow_count_with_what_they_have_now) {
  driver::row_cache cache{10000};
  const auto& hash = driver::hashes::session;
  cache.begin(1);
  for (const std::size_t bytes : {10, 2000})
    for (int i = 0; i < 20; ++i) cache.keep(hash, "s" + std::to_string(i), std::string(bytes, 'x'));
  CAF_CHECK(cache.find(hash, "s0") == nullptr);
  CAF_CHECK(cache.find(hash, "s19") != nullptr);
}

CAF_TEST(what_was_not_used_for_long_goes_first) {
  constexpr std::size_t half = 10000;
  driver::row_cache cache{half};
  const auto& hash = driver::hashes::session;
  const auto row = [](int version) {
    return std::optional{std::string(200, 'x') + std::to_string(version)};
  };
  cache.begin(1);
  cache.keep(hash, "busy", row(0));
  for (int i = 1; i <= 1000; ++i) {
    cache.keep(hash, "idle" + std::to_string(i), row(i));
    if (i % 10 == 0) cache.keep(hash, "busy", row(i));
    const auto* busy = cache.find(hash, "busy");
    CAF_REQUIRE(busy != nullptr);
    CAF_REQUIRE(*busy == row(i / 10 * 10));
  }
  CAF_CHECK(cache.find(hash, "idle1000") != nullptr);
  CAF_CHECK(cache.find(hash, "idle900") == nullptr);
  cache.begin(1);
  CAF_CHECK(cache.find(hash, "busy") != nullptr);
  cache.begin(2);
  CAF_CHECK(cache.find(hash, "busy") == nullptr);
}
