#include "parley/config/options.hpp"
#include "parley/config/lists.hpp"

#include <fstream>
#include <set>
#include <sstream>

#define CAF_SUITE config_options
#include "caf/test/unit_test.hpp"

namespace config = parley::config;
using parley::base::errc;

CAF_TEST(the_committed_file_is_the_generated_one) {
  std::ifstream in(PARLEY_SOURCE_DIR "/config/parley.ini");
  std::stringstream committed;
  committed << in.rdbuf();
  // After a change of the table: parley config --ini > config/parley.ini
  CAF_CHECK(committed.str() == config::render_ini());
}

CAF_TEST(every_limit_is_a_setting) {
  std::size_t limits = 0;
  for (const auto& o : config::options()) limits += o.section == "limits" ? 1 : 0;
  const std::size_t of_tenants = 6;  // rates, what is open, quotas
  CAF_CHECK_EQUAL(limits, sizeof(parley::base::limits) / sizeof(std::int64_t) + of_tenants);
}

CAF_TEST(rows_are_unique_and_complete_and_accept_their_default) {
  std::set<std::string> names;
  for (const auto& o : config::options()) {
    CAF_CHECK(names.insert(o.name()).second);
    CAF_CHECK(!o.effect.empty() && !o.allowed.empty());
    config::settings fresh;
    CAF_CHECK_EQUAL(config::value_of(fresh, o.name()), o.fallback);
    CAF_CHECK(config::set(fresh, o.name(), o.fallback).has_value());
  }
}

CAF_TEST(each_row_sets_its_own_member) {
  for (const auto& o : config::options()) {
    if (o.section != "limits" && o.section != "session" && o.section != "migration") continue;
    config::settings changed;
    CAF_REQUIRE(config::set(changed, o.name(), "513").has_value() || o.key == "page_bytes" ||
                o.key == "writer_bytes" || o.key.ends_with("_bytes") || o.key == "json_depth" ||
                o.key.ends_with("_percent"));
    for (const auto& other : config::options()) {
      if (other.name() == o.name()) continue;
      CAF_CHECK_EQUAL(config::value_of(changed, other.name()), other.fallback);
    }
  }
}

CAF_TEST(values_outside_their_range_are_refused_by_name) {
  const struct {
    const char* name;
    const char* value;
    errc code;
  } table[] = {
      {"http.port", "-1", errc::invalid_argument},
      {"http.port", "65536", errc::invalid_argument},
      {"http.port", "80x", errc::invalid_argument},
      {"http.port", "", errc::invalid_argument},
      {"http.port", " 80", errc::invalid_argument},
      {"http.port", "99999999999999999999", errc::invalid_argument},
      {"http.address", "0.0.0", errc::invalid_argument},
      {"http.address", "", errc::invalid_argument},
      {"http.cors_origins", "app.example", errc::invalid_argument},
      {"http.cors_origins", "https://app.example/x", errc::invalid_argument},
      {"http.cors_origins", "https://a.example, ://", errc::invalid_argument},
      {"limits.key_requests_s", "-1", errc::invalid_argument},
      {"http.address", "localhost", errc::invalid_argument},
      {"store.uri", "parley.db", errc::invalid_argument},
      {"store.uri", "", errc::invalid_argument},
      {"archive.uri", "parley.db", errc::invalid_argument},
      {"archive.uri", ":x", errc::invalid_argument},
      {"migration.interval_s", "-1", errc::invalid_argument},
      {"migration.idle_s", "-1", errc::invalid_argument},
      {"migration.batch", "0", errc::invalid_argument},
      {"migration.batch", "1001", errc::invalid_argument},
      {"migration.rate", "-1", errc::invalid_argument},
      {"actions.redis", "127.0.0.1:6379", errc::invalid_argument},
      {"actions.redis", "http://localhost", errc::invalid_argument},
      {"actions.in_flight", "0", errc::invalid_argument},
      {"log.level", "loud", errc::invalid_argument},
      {"log.format", "xml", errc::invalid_argument},
      {"session.idle_s", "0", errc::invalid_argument},
      {"limits.body_bytes", "1", errc::invalid_argument},
      {"limits.nothing", "1", errc::unknown_field},
      {"port", "1", errc::unknown_field},
  };
  for (const auto& entry : table) {
    config::settings into;
    const auto done = config::set(into, entry.name, entry.value);
    CAF_REQUIRE(!done);
    CAF_CHECK(done.error().code == entry.code);
    CAF_CHECK_EQUAL(done.error().field, entry.name);
    CAF_CHECK(done.error().text.find(entry.name) != std::string::npos);
  }
}

CAF_TEST(addresses_and_origins_that_are_taken) {
  config::settings into;
  for (const auto* address : {"127.0.0.2", "0.0.0.0", "192.168.1.5", "::", "::1"}) {
    CAF_CHECK(config::set(into, "http.address", address).has_value());
    CAF_CHECK_EQUAL(into.http.address, address);
  }
  for (const auto* origins : {"", "*", "https://app.example", "https://a.example,http://b:8080"})
    CAF_CHECK(config::set(into, "http.cors_origins", origins).has_value());
}

CAF_TEST(lists_are_split_at_commas) {
  using words = std::vector<std::string>;
  CAF_CHECK(config::split_list("") == words{});
  CAF_CHECK(config::split_list(" , ,") == words{});
  CAF_CHECK(config::split_list(" a ,b c,, d") == (words{"a", "b c", "d"}));
}

CAF_TEST(no_error_shows_what_may_be_a_password) {
  config::settings into;
  for (const auto* name : {"actions.redis", "store.uri"}) {
    const auto done = config::set(into, name, ":mia:s3cret@host");
    CAF_REQUIRE(!done);
    CAF_CHECK(done.error().text.find("s3cret") == std::string::npos);
  }
  for (const std::string uri :
       {"", "redis://mia:s3cret@host:6379/1", "rediss://host", "redis+unix:///run/redis.sock"}) {
    CAF_CHECK(config::set(into, "actions.redis", uri).has_value());
    CAF_CHECK_EQUAL(into.actions.redis, uri);
  }
}

CAF_TEST(an_archive_may_be_any_store_or_none) {
  for (const std::string uri : {"", "sqlite:old.db", "postgres://mia@db/talks", "memory:"}) {
    config::settings into;
    CAF_CHECK(config::set(into, "archive.uri", uri).has_value());
    CAF_CHECK_EQUAL(into.archive.uri, uri);
    CAF_CHECK_EQUAL(into.store.uri, config::settings{}.store.uri);
  }
}
