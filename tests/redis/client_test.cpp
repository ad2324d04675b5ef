#define CAF_SUITE redis_client
#include "caf/test/unit_test.hpp"
#include "redis/connection.hpp"
#include "redis/failure.hpp"
#include "redis/redis_server.hpp"
#include "redis/script.hpp"
#include "storage/tcp_proxy.hpp"

using namespace parley;
using namespace parley::tests;
using namespace std::chrono_literals;

namespace {

redis_server* server() {
  auto* found = shared_redis();
  if (!found) CAF_MESSAGE(no_redis);
  return found;
}

redis::options options_of(const std::string& uri) {
  auto read = redis::read_uri(uri);
  if (!read) throw std::runtime_error(read.error().text);
  return *read;
}

/// The failure's code, `lost`, or `none`.
template <class F>
std::string failing(F f) {
  try {
    f();
  } catch (const redis::failure& failed) {
    return failed.is_lost() ? "lost" : failed.code();
  }
  return "none";
}

}  // namespace

CAF_TEST(many_commands_in_one_round_trip) {
  auto* s = server();
  if (!s) return;
  redis::connection c{options_of(s->uri())};
  redis::commands asked;
  const std::string binary{"\0\r\n$5\xff", 6};
  asked.add({"SET", "key", binary}).add({"GET", "key"}).add({"LPUSH", "key", "x"});
  asked.begin(3).word("INCRBY").word("n").word(-41).add({"GET", "n"}).add({"GET", "none"});
  asked.add({"RPUSH", "list", "a", ""}).add({"LRANGE", "list", "0", "-1"}).add({"DEL", "list"});
  const auto answers = c.exchange(asked);
  CAF_REQUIRE_EQUAL(answers.size(), 9u);
  CAF_CHECK_EQUAL(answers[0].text(), "OK");
  CAF_CHECK_EQUAL(answers[1].text(), binary);
  CAF_CHECK(answers[2].is_error());
  CAF_CHECK_EQUAL(failing([&] { answers[2].integer(); }), "WRONGTYPE");
  CAF_CHECK_EQUAL(answers[3].integer(), -41);
  CAF_CHECK_EQUAL(answers[4].integer(), -41);
  CAF_CHECK(answers[5].is_nil() && !answers[5].text_or_nil());
  CAF_CHECK_EQUAL(answers[7].size(), 2u);
  CAF_CHECK_EQUAL(answers[7][0].text(), "a");
  CAF_CHECK_EQUAL(answers[7][1].text(), "");
  CAF_CHECK_EQUAL(failing([&] { answers[7][2]; }), "DAMAGED");
  CAF_CHECK_EQUAL(failing([&] { answers[1].size(); }), "DAMAGED");
  CAF_CHECK_EQUAL(failing([&] { answers[1].integer(); }), "DAMAGED");
  CAF_CHECK(c.exchange({}).empty());
  CAF_CHECK(c.usable());
}

CAF_TEST(more_than_buffers_hold_in_both_directions) {
  auto* s = server();
  if (!s) return;
  redis::connection c{options_of(s->uri())};
  const std::string large(3 << 20, 'x');
  redis::commands asked;
  for (int i = 0; i < 20; ++i) asked.add({"ECHO", large});
  for (const auto& each : c.exchange(asked)) CAF_CHECK(each.text() == large);
  asked.clear();
  for (int i = 0; i < 20000; ++i) asked.begin(2).word("ECHO").word(i);
  const auto answers = c.exchange(asked);
  for (int i = 0; i < 20000; ++i)
    if (answers[static_cast<std::size_t>(i)].integer() != i) CAF_ERROR("out of order");
}

CAF_TEST(users_and_databases) {
  if (!server()) return;
  redis_server s;
  s.run({"ACL", "SETUSER", "ann", "on", ">open@sesame", "~a:*", "+get", "+set", "+select"});
  const auto at = "127.0.0.1:" + std::to_string(s.port());
  redis::connection ann{options_of("redis://ann:open%40sesame@" + at + "/2")};
  CAF_CHECK_EQUAL(std::string{ann.ask({"SET", "a:x", "1"}).text()}, "OK");
  CAF_CHECK_EQUAL(failing([&] { ann.ask({"SET", "b:x", "1"}); }), "NOPERM");
  CAF_CHECK(ann.usable());
  redis::connection unix_socket{options_of("redis+unix://" + s.socket() + "?db=2")};
  CAF_CHECK_EQUAL(std::string{unix_socket.ask({"GET", "a:x"}).text()}, "1");
  redis::connection other{options_of("redis://" + at + "/0")};
  CAF_CHECK(other.ask({"GET", "a:x"}).is_nil());
  CAF_CHECK_EQUAL(failing([&] { redis::connection{options_of("redis://" + at + "/9999")}; }),
                  "ERR");
  s.set("requirepass", "hunter2");
  CAF_CHECK_EQUAL(failing([&] { redis::connection{options_of("redis://" + at)}; }), "NOAUTH");
  redis::connection{options_of("redis://:hunter2@" + at)};
  try {
    redis::connection{options_of("redis://:hunter3@" + at)};
    CAF_ERROR("let in");
  } catch (const redis::failure& f) {
    CAF_CHECK_EQUAL(f.code(), "WRONGPASS");
    CAF_CHECK(f.is_temporary());
    CAF_CHECK_EQUAL(std::string{f.what()}.find("hunter"), std::string::npos);
  }
}

CAF_TEST(scripts_come_back_after_they_were_flushed) {
  auto* s = server();
  if (!s) return;
  redis::connection c{options_of(s->uri())};
  const redis::script twice{"return {KEYS[1], tonumber(ARGV[1]) * 2}"};
  const redis::script add{"return redis.call('INCRBY', KEYS[1], ARGV[1])"};
  const redis::script wrong{"return redis.call('LPUSH', KEYS[1], 'x')"};
  for (int round = 0; round < 3; ++round) {
    CAF_CHECK_EQUAL(redis::run(c, twice, {"k"}, {"21"})[1].integer(), 42);
    redis::commands asked;
    twice.call(asked, 1, 1).word("k").word(4);
    add.call(asked, 1, 1).word("{s}n").word(1);
    const auto answers = redis::exchange(c, asked, {&twice, &add});
    CAF_CHECK_EQUAL(answers[0][1].integer(), 8);
    CAF_CHECK_EQUAL(answers[1].integer(), round == 0 ? 1 : 1 + 2 * round);
    add.call(asked, 1, 1).word("{s}n").word(1);
    redis::exchange(c, asked, {&twice, &add});
    s->run({"SCRIPT", "FLUSH"});
    redis::run(c, add, {"{s}n"}, {"-1"});
  }
  CAF_CHECK_EQUAL(failing([&] { redis::run(c, wrong, {"{s}n"}, {}); }), "WRONGTYPE");
  CAF_CHECK(c.usable());
}

CAF_TEST(a_server_that_ends_or_is_away) {
  if (!server()) return;
  redis_server s;
  const auto opts = options_of(s.uri());
  redis::connection c{opts};
  s.restart();
  CAF_CHECK(!c.usable());
  CAF_CHECK_EQUAL(failing([&] { c.ask({"PING"}); }), "lost");
  CAF_CHECK_EQUAL(failing([&] { c.ask({"PING"}); }), "lost");
  redis::connection again{opts};
  CAF_CHECK_EQUAL(std::string{again.ask({"PING"}).text()}, "PONG");
  s.stop();
  CAF_CHECK_EQUAL(failing([&] { redis::connection{opts}; }), "lost");
  CAF_CHECK_EQUAL(failing([&] { redis::connection{options_of("redis+unix:///nowhere")}; }), "lost");
  CAF_CHECK_EQUAL(failing([&] { redis::connection{options_of("redis://no.such.invalid")}; }),
                  "lost");
}

CAF_TEST(networks_that_cut_and_stall) {
  auto* s = server();
  if (!s) return;
  tcp_proxy proxy{s->port()};
  const auto opts = options_of(s->uri(proxy.port()) + "?deadline_ms=200&connect_ms=200");
  {
    redis::connection c{opts};
    proxy.stall(true);
    const auto start = std::chrono::steady_clock::now();
    CAF_CHECK_EQUAL(failing([&] { c.ask({"SET", "stalled", "1"}); }), "lost");
    const auto took = std::chrono::steady_clock::now() - start;
    CAF_CHECK(took >= 190ms && took < 2s);
    CAF_CHECK(!c.usable());
    CAF_CHECK_EQUAL(failing([&] { redis::connection{opts}; }), "lost");
    proxy.stall(false);
    // An answer that comes late is not taken for that of the next command.
    CAF_CHECK_EQUAL(failing([&] { c.ask({"PING"}); }), "lost");
  }
  {
    redis::connection c{opts};
    proxy.lose_answer_to("lost-one");
    CAF_CHECK_EQUAL(failing([&] { c.ask({"SET", "lost-one", "1"}); }), "lost");
    CAF_CHECK(proxy.has_lost_answer());
    CAF_CHECK_EQUAL(std::string{s->run({"GET", "lost-one"}).text()}, "1");
  }
  {
    redis::connection c{opts};
    proxy.cut();
    CAF_CHECK_EQUAL(failing([&] { c.ask({"PING"}); }), "lost");
    // Waiting at the server is no reason to give up.
    redis::connection other{opts};
    CAF_CHECK(other.ask({"BLPOP", "nothing", "0.4"}, 1000ms).is_nil());
    CAF_CHECK_EQUAL(failing([&] { other.ask({"BLPOP", "nothing", "5"}); }), "lost");
  }
}
