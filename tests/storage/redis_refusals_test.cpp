#define CAF_SUITE redis_refusals
#include "caf/test/unit_test.hpp"
#include "redis/redis_server.hpp"
#include "storage/redis/options.hpp"
#include "storage/redis/structures.hpp"
#include "storage/redis_talk.hpp"

using namespace parley;
using tests::redis_server;
using tests::talk;
namespace driver = storage::redis;

namespace {

bool has_redis() {
  if (redis_server::program()) return true;
  CAF_MESSAGE(tests::no_redis);
  return false;
}

bool is_internal(const storage::outcome& o, const std::string& part) {
  CAF_MESSAGE(o.error.text);
  return o.kind == storage::commit::rejected && o.error.code == base::errc::internal &&
         o.error.text.find(part) != std::string::npos;
}

const std::string store_key = "parley:" + driver::store_hash;

/// A user whose rights can be taken away.
std::string user_uri(redis_server& s) {
  s.run({"ACL", "SETUSER", "ann", "on", ">secret", "~parley:*", "+@all"});
  return "redis://ann:secret@127.0.0.1:" + std::to_string(s.port());
}

}  // namespace

CAF_TEST(a_full_server_is_opened_read_and_emptied) {
  if (!has_redis()) return;
  redis_server s;
  {
    auto store = storage::open_store(s.uri(), {}).value();
    talk t{*store};
    for (int i = 0; i < 3; ++i) CAF_REQUIRE(t.appends());
    s.set("maxmemory", "1");
    CAF_CHECK(t.append().error.code == base::errc::unavailable);

    auto over = t.next();
    over.erase = storage::erase_order{"r1", ""};
    // Beside one that does not fit: each is judged for itself.
    std::vector<storage::submission> both{t.next(), over};
    both.front().session.id = "other";
    both.front().key = both.front().log = 0;
    testing::fake_clock clock;
    both.front().create = testing::sample_session("t", "other", clock);
    const auto done = t.commit_all(both);
    CAF_CHECK(done[0].kind == storage::commit::rejected);
    CAF_CHECK(done[0].error.code == base::errc::unavailable);
    CAF_CHECK(done[1].kind == storage::commit::committed);
  }
  auto store = storage::open_store(s.uri(), {}).value();
  auto writer = store->open_writer();
  CAF_REQUIRE(writer.has_value());
  const auto read = store->open_reader().value();
  const auto jobs = read.jobs->due(base::system_clock().now(), 10);
  CAF_REQUIRE(jobs.has_value());
  CAF_REQUIRE(!jobs->items.empty());
  for (const auto& each : jobs->items) {
    storage::submission s1;
    s1.epoch = (*writer)->epoch();
    const auto target = storage::read_purge(each).value();
    for (const auto step :
         {storage::purge_order::phase::rows, storage::purge_order::phase::finish}) {
      s1.purge = storage::purge_order{each.id, {each.tenant, each.session_id}, target.log};
      s1.purge->step = step;
      CAF_CHECK((*writer)->commit({&s1, 1}).at(0).kind == storage::commit::committed);
    }
  }
  CAF_CHECK_EQUAL(s.run({"EXISTS", "parley:" + driver::rows_of(1)}).integer(), 0);
}

CAF_TEST(a_command_that_is_forbidden_is_found_before_it_tears_a_commit) {
  if (!has_redis()) return;
  for (const auto* command :
       {"hset", "hincrby", "hdel", "rpush", "lset", "ltrim", "del", "zadd", "zrem"}) {
    redis_server s;
    const auto uri = user_uri(s);
    s.run({"ACL", "SETUSER", "ann", std::string("-") + command});
    const auto store = storage::open_store(uri, {});
    const auto why = !store ? store.error() : (*store)->open_writer().error();
    CAF_MESSAGE(command << ": " << why.text);
    CAF_CHECK(why.code == base::errc::unavailable);
  }
}

CAF_TEST(nothing_is_built_on_a_commit_that_was_torn) {
  if (!has_redis()) return;
  redis_server s;
  auto store = storage::open_store(user_uri(s), {}).value();
  talk t{*store};
  CAF_REQUIRE(t.appends());
  s.run({"ACL", "SETUSER", "ann", "-hset"});
  CAF_CHECK(is_internal(t.append(), "written in part"));
  s.run({"ACL", "SETUSER", "ann", "+hset"});
  CAF_CHECK(is_internal(t.append(), "written in part"));
  const auto read = store->open_reader()->log->load({"t", "s"});
  CAF_CHECK(!read.has_value() && read.error().code == base::errc::internal);
}

CAF_TEST(rows_whose_store_is_gone_are_no_place_for_a_new_one) {
  if (!has_redis()) return;
  redis_server s;
  {
    auto store = storage::open_store(s.uri(), {}).value();
    talk t{*store};
    CAF_REQUIRE(t.appends());
  }
  s.run({"DEL", store_key});
  const auto refused = storage::open_store(s.uri(), {});
  CAF_REQUIRE(!refused.has_value());
  CAF_MESSAGE(refused.error().text);
  CAF_CHECK(refused.error().code == base::errc::internal);
  CAF_CHECK_EQUAL(s.run({"EXISTS", store_key}).integer(), 0);
}

CAF_TEST(an_epoch_that_the_server_gave_twice_is_noticed) {
  if (!has_redis()) return;
  redis_server s;
  auto store = storage::open_store(s.uri(), {}).value();
  talk t{*store};
  CAF_REQUIRE(t.appends());
  const std::string epoch{s.run({"HGET", store_key, "epoch"}).text()};
  // The server forgot the claim, and another process made one of the same number and went on.
  s.run({"HSET", store_key, "owner", "somebody"});
  s.run({"HINCRBY", store_key, "commit", "10"});
  CAF_CHECK(is_internal(t.append(), "forgotten that this process owns"));
  s.run({"HSET", store_key, "epoch", std::to_string(std::stoll(epoch) - 1)});
  CAF_CHECK(is_internal(t.append(), "forgotten that this process owns"));
  // One who took it over in order is not that.
  s.run({"HSET", store_key, "epoch", std::to_string(std::stoll(epoch) + 1)});
  CAF_CHECK(t.append().error.code == base::errc::unavailable);
}

CAF_TEST(a_server_that_does_not_sync_while_it_rewrites_says_so) {
  if (!has_redis()) return;
  redis_server s{redis_server::durability::always};
  const auto said = [&] { return storage::open_store(s.uri(), {}).value()->durability(); };
  CAF_CHECK(said().find("while it rewrites") == std::string::npos);
  s.set("no-appendfsync-on-rewrite", "yes");
  CAF_CHECK(said().find("but not while it rewrites") != std::string::npos);
}
