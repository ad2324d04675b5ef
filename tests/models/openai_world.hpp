#pragma once

#include <cstdlib>
#include <memory>
#include <string>

#include "caf/test/unit_test.hpp"
#include "models/fake_endpoint.hpp"
#include "models/jobs.hpp"
#include "models/outcomes.hpp"
#include "parley/models/openai.hpp"

namespace parley::tests {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline constexpr const char* key_variable = "PARLEY_TEST_MODEL_KEY";
inline constexpr const char* the_key = "sk-Never-Tell-4711";

/// Options for an endpoint of a test: short pauses, a key.
inline models::openai_options quick(const std::string& url) {
  ::setenv(key_variable, the_key, 1);
  models::openai_options o;
  o.base_url = url;
  o.model = "small-model";
  o.key_env = key_variable;
  o.backoff_first_ms = 2;
  o.backoff_most_ms = 10;
  o.timeout_ms = 10000;
  return o;
}

inline std::unique_ptr<models::summarizer> open(const models::openai_options& o) {
  auto made = models::make_openai(o);
  CAF_REQUIRE(made.has_value());
  return std::move(*made);
}

inline context::summary_job small_job() {
  return job_of({said("user", "Where is parcel P-17?"), said("assistant", "In Lyon.")});
}

/// One summary from the beginning to its end. No status tells the key.
inline base::result<std::string> ask(models::summarizer& s, milliseconds within = seconds{20}) {
  outcomes ends;
  s.start(small_job(), within, ends.taker(0));
  CAF_REQUIRE(ends.await(1));
  auto result = ends.of(0);
  if (!result) {
    CAF_MESSAGE(base::to_string(result.error()));
    CAF_CHECK(!contains(base::to_string(result.error()), the_key));
    CAF_CHECK(!contains(base::to_string(result.error()), "parcel"));
    CAF_CHECK(!result.error().text.empty());
  }
  return result;
}

inline base::status refusal_of(const base::result<std::string>& result) {
  return result ? base::status{base::errc::internal, "", "a summary: " + *result} : result.error();
}

}  // namespace parley::tests
