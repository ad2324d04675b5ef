#define CAF_SUITE redis_options
#include "redis/options.hpp"

#include "caf/test/unit_test.hpp"
#include "redis/failure.hpp"

using namespace parley;
using namespace std::chrono_literals;

namespace {

std::string place_of(const redis::options& o) {
  return (o.tls ? "tls " : "") + o.user + "|" + o.password + "|" + o.host + "|" +
         std::to_string(o.port) + "|" + o.path + "|" + std::to_string(o.database);
}

}  // namespace

CAF_TEST(what_a_uri_says) {
  const struct {
    const char* uri;
    const char* place;
  } cases[] = {
      {"redis://localhost", "||localhost|6379||0"},
      {"redis://localhost/", "||localhost|6379||0"},
      {"redis://localhost:7000/3", "||localhost|7000||3"},
      {"redis://ann:open%20sesame%40@h:1/2", "ann|open sesame@|h|1||2"},
      {"redis://:secret@10.0.0.1", "|secret|10.0.0.1|6379||0"},
      {"redis://:p@ss@10.0.0.1", "|p@ss|10.0.0.1|6379||0"},
      {"redis://[::1]:7001/1", "||::1|7001||1"},
      {"rediss://h?cacert=/a%20b.pem", "tls ||h|6379||0"},
      {"redis+unix:///run/redis.sock?db=4", "||127.0.0.1|6379|/run/redis.sock|4"},
      {"redis+unix:///run/my%20redis.sock", "||127.0.0.1|6379|/run/my redis.sock|0"},
  };
  for (const auto& c : cases) {
    const auto read = redis::read_uri(c.uri);
    CAF_MESSAGE(c.uri);
    CAF_REQUIRE(read.has_value());
    CAF_CHECK_EQUAL(place_of(*read), c.place);
  }
  const auto waits = redis::read_uri("redis://h?deadline_ms=250&connect_ms=100");
  CAF_REQUIRE(waits.has_value());
  CAF_CHECK(waits->deadline == 250ms && waits->connect_deadline == 100ms);
  const auto files = redis::read_uri("rediss://h?cacert=/a%20b.pem&cert=c&key=k");
  CAF_REQUIRE(files.has_value());
  CAF_CHECK_EQUAL(files->cacert, "/a b.pem");
  CAF_CHECK(files->cert == "c" && files->key == "k");
}

CAF_TEST(what_is_refused_is_not_shown) {
  for (const std::string uri : {"redis://",
                                "redis:///3",
                                "redis://hunter2@h",
                                "redis://ann:@h",
                                "redis://a:hunter2@",
                                "redis://a:hunter2@h:0",
                                "redis://a:hunter2@h:70000",
                                "redis://a:hunter2@h:12x",
                                "redis://a:hunter2@h/x",
                                "redis://a:hunter2@h/-1",
                                "redis://a:hunter2%@h",
                                "redis://a:hunter2%zz@h",
                                "redis://[::1",
                                "redis://h?hunter2=hunter2",
                                "redis://h?db=3",
                                "redis://h?deadline_ms=99",
                                "redis://h?deadline_ms=600001",
                                "redis://h?connect_ms=",
                                "redis://h?cacert=hunter2",
                                "rediss://h?cacert=",
                                "rediss://h?cert=hunter2",
                                "rediss://h?insecure=1",
                                "redis+unix://hunter2",
                                "redis+unix:///",
                                "postgres://h",
                                "redis:h",
                                "",
                                "redis+unix:///a?db=-1"}) {
    CAF_MESSAGE(uri);
    const auto read = redis::read_uri(uri, "actions.uri");
    CAF_REQUIRE(!read.has_value());
    CAF_CHECK(read.error().code == base::errc::invalid_argument);
    CAF_CHECK_EQUAL(read.error().field, "actions.uri");
    CAF_CHECK_EQUAL(read.error().text.find("hunter2"), std::string::npos);
  }
}

CAF_TEST(parameters_of_its_owner) {
  std::string prefix;
  const auto own = [&](std::string_view name, const std::string& value) -> base::result<bool> {
    if (name != "prefix") return false;
    if (value.empty()) return base::fail(base::errc::invalid_argument, "f", "not empty");
    prefix = value;
    return true;
  };
  CAF_CHECK(redis::read_uri("redis://h?prefix=a%3ab&deadline_ms=100", "f", own).has_value());
  CAF_CHECK_EQUAL(prefix, "a:b");
  const auto empty = redis::read_uri("redis://h?prefix=", "f", own);
  CAF_REQUIRE(!empty.has_value());
  CAF_CHECK_EQUAL(empty.error().text, "not empty");
  CAF_CHECK(!redis::read_uri("redis://h?other=1", "f", own).has_value());
}

CAF_TEST(shown_without_what_may_be_secret) {
  const struct {
    const char* uri;
    const char* shown;
  } cases[] = {
      {"redis://h:1/2?prefix=x", "redis://h:1/2"},
      {"rediss://ann:hunter2@h/2", "rediss://h/2"},
      {"redis://:hun@ter2@h", "redis://h"},
      {"redis://:hun/ter2@h", "redis://h"},
      {"redis://:hun?ter2@h", "redis://..."},
      {"redis://:hun@t?er2@h/2", "redis://..."},
      {"redis://h/2?prefix=a%40b", "redis://h/2"},
      {"redis+unix:///run/redis.sock?db=4", "redis+unix:///run/redis.sock"},
  };
  for (const auto& c : cases) CAF_CHECK_EQUAL(redis::shown(c.uri), c.shown);
}

CAF_TEST(kinds_of_failures) {
  using redis::failure;
  const struct {
    const char* error;
    const char* code;
    bool is_temporary;
  } cases[] = {
      {"LOADING Redis is loading the dataset in memory", "LOADING", true},
      {"OOM command not allowed when used memory > 'maxmemory'.", "OOM", true},
      {"READONLY You can't write against a read only replica.", "READONLY", true},
      {"MISCONF Redis is configured to save RDB snapshots", "MISCONF", true},
      {"NOAUTH Authentication required.", "NOAUTH", true},
      {"WRONGPASS invalid username-password pair or user is disabled.", "WRONGPASS", true},
      {"BUSY Redis is busy running a script.", "BUSY", true},
      {"ERR max number of clients reached", "BUSY", true},
      {"NOSCRIPT No matching script. Please use EVAL.", "NOSCRIPT", false},
      {"WRONGTYPE Operation against a key holding the wrong kind of value", "WRONGTYPE", false},
      {"ERR syntax error", "ERR", false},
      {"DENIED Redis is running in protected mode", "DENIED", true},
      // In scripts, as Redis 6 and Redis 7 say it.
      {"ERR Error running script (call to f_0123abc): @user_script:5: @user_script: 5: -OOM "
       "command "
       "not allowed when used memory > 'maxmemory'.",
       "OOM", true},
      {"ERR Error running script (call to f_0123abc): @user_script:5: user_script:5: attempt to "
       "index "
       "a nil value",
       "ERR", false},
      {"ERR The user executing the script can't run this command or subcommand script: 0123abc",
       "NOPERM", true},
      {"OOM command not allowed when used memory > 'maxmemory'. script: 0123abc, on "
       "@user_script:7.",
       "OOM", true},
  };
  for (const auto& c : cases) {
    const auto f = failure::of(c.error);
    CAF_MESSAGE(c.error);
    CAF_CHECK_EQUAL(f.code(), c.code);
    CAF_CHECK_EQUAL(f.is_temporary(), c.is_temporary);
    CAF_CHECK(!f.is_lost());
    CAF_CHECK(f.to_status().code ==
              (c.is_temporary ? base::errc::unavailable : base::errc::internal));
  }
  const auto with_arguments =
      failure::of("ERR unknown command 'X', with args beginning with: 'hunter2' ");
  CAF_CHECK_EQUAL(std::string{with_arguments.what()}, "ERR unknown command 'X'");
  CAF_CHECK(failure::lost("gone").is_lost() && failure::lost("gone").is_temporary());
}
