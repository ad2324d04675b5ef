#define CAF_SUITE models_openai_rules

#include <cstdlib>
#include <fstream>

#include "caf/test/unit_test.hpp"
#include "models/openai/retry.hpp"
#include "parley/models/make_summarizer.hpp"
#include "storage/scratch.hpp"

using namespace parley;
using base::errc;
using models::openai::read_retry_after;
using models::openai::wait_before_next;
using std::chrono::milliseconds;

namespace {

/// An endpoint that nobody asks, with one option changed.
base::status refusal(const std::function<void(models::summarizer_options&)>& change) {
  models::summarizer_options o;
  o.kind = "openai";
  o.model = "m";
  change(o);
  const auto made = models::make_summarizer(o);
  return made ? base::status{errc::internal, "", "made"} : made.error();
}

}  // namespace

CAF_TEST(headers that ask for a pause) {
  const auto now = base::parse_time("2026-01-02T10:00:00Z").value();
  const struct {
    const char* value;
    const char* date;
    std::int64_t expected;  ///< -1: none
  } table[] = {
      {"0", "", 0},
      {"7", "", 7000},
      {"99999999999999999999", "", 86400000},
      {"Fri, 02 Jan 2026 10:00:30 GMT", "", 30000},
      {"Fri, 02 Jan 2026 09:59:00 GMT", "", 0},
      {"Fri, 02 Jan 2099 10:00:00 GMT", "", 86400000},
      // The response's own clock is two hours ahead.
      {"Fri, 02 Jan 2026 12:00:05 GMT", "Fri, 02 Jan 2026 12:00:00 GMT", 5000},
      {"Fri, 02 Jan 2026 10:00:30 GMT", "no date", 30000},
      {"Friday, 02-Jan-26 10:00:30 GMT", "", 30000},
      {"Fri Jan  2 10:00:30 2026", "", 30000},
      {"", "", -1},
      {"soon", "", -1},
      {"-3", "", -1},
      {"1.5", "", -1},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.value);
    const auto wait = read_retry_after(row.value, row.date, now);
    CAF_CHECK_EQUAL(wait ? wait->count() : -1, row.expected);
  }
}

CAF_TEST(pauses double up to a bound and chance takes up to a half) {
  const models::openai::retry_rules rules{10, milliseconds{100}, milliseconds{1000}};
  const milliseconds long_time{3600000};
  const std::int64_t whole[] = {100, 200, 400, 800, 1000, 1000};
  for (std::int64_t failed = 1; failed <= 6; ++failed) {
    const auto full = whole[failed - 1];
    for (std::uint64_t random = 0; random < 2000; random += 7) {
      const auto wait = wait_before_next(rules, failed, std::nullopt, long_time, random);
      CAF_REQUIRE(wait.has_value());
      CAF_REQUIRE(wait->count() <= full && wait->count() >= full / 2);
    }
    CAF_CHECK_EQUAL(wait_before_next(rules, failed, std::nullopt, long_time, 0)->count(), full);
  }
}

CAF_TEST(what the endpoint asks for is the least) {
  const models::openai::retry_rules rules{4, milliseconds{100}, milliseconds{1000}};
  for (std::uint64_t random = 0; random < 5000; random += 13) {
    const auto wait = wait_before_next(rules, 1, milliseconds{5000}, milliseconds{60000}, random);
    CAF_REQUIRE(wait.has_value());
    CAF_REQUIRE(wait->count() >= 5000 && wait->count() <= 5500);
  }
}

CAF_TEST(no attempt is left or no time for one) {
  const models::openai::retry_rules rules{3, milliseconds{100}, milliseconds{1000}};
  const milliseconds left{5000};
  CAF_CHECK(wait_before_next(rules, 2, std::nullopt, left, 0).has_value());
  CAF_CHECK(!wait_before_next(rules, 3, std::nullopt, left, 0).has_value());
  CAF_CHECK(!wait_before_next(rules, 1, std::nullopt, milliseconds{100}, 0).has_value());
  CAF_CHECK(!wait_before_next(rules, 1, milliseconds{5000}, left, 0).has_value());
}

CAF_TEST(every kind is made or refused by name) {
  const struct {
    const char* kind;
    std::int64_t chars;
    const char* expected;  ///< the summarizer's name, or the field of the error
  } table[] = {
      {"off", 3500, "none"},
      {"extractive", 3500, "extractive"},
      {"openai", 3500, "large-model"},
      {"magic", 3500, "summarizer.kind"},
      {"", 3500, "summarizer.kind"},
      {"extractive", 1, "summarizer.summary_chars"},
      {"openai", 1, "summarizer.summary_chars"},
  };
  for (const auto& row : table) {
    models::summarizer_options o;
    o.kind = row.kind;
    o.model = "large-model";
    o.summary_chars = row.chars;
    const auto made = models::make_summarizer(o);
    const auto seen = !made   ? made.error().field
                      : *made ? std::string{(*made)->name()}
                              : std::string{"none"};
    CAF_CHECK_EQUAL(seen, row.expected);
  }
}

CAF_TEST(where requests may go) {
  const struct {
    const char* url;
    bool allow_http;
    bool good;
  } table[] = {
      {"https://api.openai.com/v1", false, true},
      {"https://models.example:8443/a/b/", false, true},
      {"http://localhost:11434/v1", false, true},
      {"http://127.0.0.1:8080", false, true},
      {"http://127.9.9.9/v1", false, true},
      {"http://[::1]:8080/v1", false, true},
      {"http://models.example/v1", false, false},
      {"http://models.example/v1", true, true},
      {"http://localhost.example/v1", false, false},
      {"http://127.0.0.1.example/v1", false, false},
      {"http://127.example/v1", false, false},
      {"ftp://models.example/v1", true, false},
      {"file:///etc/passwd", true, false},
      {"https://user:secret@models.example/v1", false, false},
      {"https://models.example/v1?key=secret", false, false},
      {"https://models.example/v1#part", false, false},
      {"models.example/v1", true, false},
      {"", true, false},
      {"https://", false, false},
  };
  for (const auto& row : table) {
    CAF_MESSAGE(row.url);
    const auto refused = refusal([&](auto& o) {
      o.base_url = row.url;
      o.allow_http = row.allow_http;
    });
    CAF_CHECK_EQUAL(refused.field, row.good ? "" : "summarizer.base_url");
    CAF_CHECK(refused.text.find("secret") == std::string::npos);
  }
}

CAF_TEST(options outside their range) {
  using options = models::summarizer_options;
  const struct {
    const char* field;
    std::function<void(options&)> change;
  } table[] = {
      {"summarizer.model", [](options& o) { o.model.clear(); }},
      {"summarizer.timeout_ms", [](options& o) { o.timeout_ms = 0; }},
      {"summarizer.attempts", [](options& o) { o.attempts = 0; }},
      {"summarizer.backoff_first_ms", [](options& o) { o.backoff_first_ms = -1; }},
      {"summarizer.backoff_most_ms", [](options& o) { o.backoff_most_ms = 1; }},
      {"summarizer.in_flight_max", [](options& o) { o.in_flight_max = 0; }},
      {"summarizer.waiting_max", [](options& o) { o.waiting_max = -1; }},
      {"summarizer.answer_bytes_max", [](options& o) { o.answer_bytes_max = 1; }},
      {"summarizer.transcript_chars", [](options& o) { o.transcript_chars = 1; }},
      {"summarizer.summary_chars", [](options& o) { o.summary_chars = 20001; }},
      {"summarizer.ca_file", [](options& o) { o.ca_file = "/nowhere/ca.pem"; }},
  };
  for (const auto& row : table) {
    const auto refused = refusal(row.change);
    CAF_CHECK_EQUAL(refused.field, row.field);
    CAF_CHECK(refused.code == errc::invalid_argument);
  }
}

CAF_TEST(keys that cannot be used) {
  tests::scratch dir;
  const auto file = [&](const std::string& text) {
    std::ofstream{dir.path("key"), std::ios::binary} << text;
    return dir.path("key");
  };
  const auto from_file = [&](const std::string& text) {
    return refusal([&](auto& o) { o.key_file = file(text); });
  };
  for (const auto& text : {std::string{}, std::string{"\nsecret"}, std::string{"sec ret"},
                           std::string{"secr\xc3\xa9t"}, std::string(5000, 'x')}) {
    const auto refused = from_file(text);
    CAF_CHECK_EQUAL(refused.field, "summarizer.key_file");
    CAF_CHECK(refused.text.find("sec") == std::string::npos);
  }
  const auto good = from_file("good\r\n");
  CAF_CHECK_EQUAL(good.text, "made");
  CAF_CHECK(refusal([&](auto& o) { o.key_file = dir.path("none"); }).code == errc::not_found);
  CAF_CHECK(refusal([&](auto& o) { o.key_file = dir.path(""); }).field == "summarizer.key_file");
  const auto unset = refusal([&](auto& o) { o.key_env = "PARLEY_TEST_NO_SUCH_KEY"; });
  CAF_CHECK(unset.code == errc::not_found);
  CAF_CHECK_EQUAL(unset.field, "summarizer.key_env");
  ::setenv("PARLEY_TEST_BAD_KEY", "two\r\nX-Evil: 1", 1);
  CAF_CHECK(refusal([&](auto& o) { o.key_env = "PARLEY_TEST_BAD_KEY"; }).code ==
            errc::invalid_argument);
  const auto both = refusal([&](auto& o) {
    o.key_env = "PARLEY_TEST_BAD_KEY";
    o.key_file = file("good");
  });
  CAF_CHECK_EQUAL(both.field, "summarizer.key_file");
}
