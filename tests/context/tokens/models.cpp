#define CAF_SUITE models

#include "caf/test/unit_test.hpp"
#include "context/tokens/tiny_ranks.hpp"
#include "parley/context/counters.hpp"
#include "parley/context/estimates.hpp"
#include "parley/context/models_table.hpp"

using namespace parley;
using context::bpe_encoding;

namespace {

struct fixed_counter final : context::counter {
  explicit fixed_counter(std::string called) : called(std::move(called)) {}
  std::string_view name() const override { return called; }
  bool exact() const override { return true; }
  std::int64_t count(std::string_view) const override { return 1; }
  std::string called;
};

}  // namespace

CAF_TEST(models and their encodings) {
  const struct {
    const char* model;
    const char* encoding;  // empty: not known
  } table[] = {
      {"gpt-4", "cl100k_base"},
      {"gpt-4-0613", "cl100k_base"},
      {"gpt-4-turbo-2024-04-09", "cl100k_base"},
      {"gpt-3.5-turbo", "cl100k_base"},
      {"gpt-3.5-turbo-16k", "cl100k_base"},
      {"gpt-35-turbo", "cl100k_base"},
      {"text-embedding-3-small", "cl100k_base"},
      {"text-embedding-ada-002", "cl100k_base"},
      {"ft:gpt-4-0613:org::id", "cl100k_base"},
      {"gpt-4o", "o200k_base"},
      {"gpt-4o-mini-2024-07-18", "o200k_base"},
      {"chatgpt-4o-latest", "o200k_base"},
      {"gpt-4.1-nano", "o200k_base"},
      {"gpt-4.5-preview", "o200k_base"},
      {"gpt-5", "o200k_base"},
      {"gpt-5.1-mini", "o200k_base"},
      {"gpt-oss-120b", "o200k_base"},
      {"o1", "o200k_base"},
      {"o1-preview", "o200k_base"},
      {"o3-mini", "o200k_base"},
      {"o4-mini", "o200k_base"},
      {"ft:gpt-4o-mini:org::id", "o200k_base"},
      {"ft:gpt-4.1-mini:org::id", "o200k_base"},
      {"", ""},
      {"gpt-2", ""},
      {"gpt-4x", ""},
      {"GPT-4", ""},
      {"a-gpt-4", ""},
      {"llama-3", ""},
      {"*", ""},
  };
  for (const auto& [model, expected] : table) {
    const auto encoding = context::encoding_of_model(model);
    CAF_MESSAGE(model);
    CAF_CHECK_EQUAL(encoding ? to_string(*encoding) : "", std::string_view{expected});
  }
}

CAF_TEST(without rank files all are estimates) {
  const context::counters all;
  for (const auto* model : {"", "gpt-4", "gpt-4o", "o3"}) {
    const auto counts = all.for_model(model);
    CAF_CHECK_EQUAL(counts->name(), "characters/4");
    CAF_CHECK(!counts->exact());
  }
  CAF_CHECK_EQUAL(all.for_model("some-model")->name(), "estimate_safe");
}

CAF_TEST(a rank file that was not published is refused) {
  context::counters all;
  const auto file = tests::rank_file(tests::with_single_bytes({"ab"}));
  const auto loaded = all.load(bpe_encoding::o200k_base, file);
  CAF_REQUIRE(!loaded.has_value());
  CAF_CHECK(loaded.error().code == base::errc::invalid_argument);
  CAF_CHECK(loaded.error().text.find("o200k_base as it was published") != std::string::npos);
  CAF_CHECK_EQUAL(all.for_model("gpt-4o")->name(), "characters/4");
}

CAF_TEST(own counters go before the table) {
  const auto named = [](const char* name) { return std::make_shared<fixed_counter>(name); };
  context::counters all;
  CAF_CHECK(!all.use("", named("x")).has_value());
  CAF_CHECK(!all.use("m", nullptr).has_value());
  CAF_CHECK(all.use("llama-*", named("llama")).has_value());
  CAF_CHECK(all.use("llama-3*", named("third")).has_value());
  CAF_CHECK(all.use("gpt-4o", named("mine")).has_value());
  CAF_CHECK(all.use("gpt-4o", named("mine later")).has_value());
  CAF_CHECK_EQUAL(all.for_model("llama-2")->name(), "llama");
  CAF_CHECK_EQUAL(all.for_model("llama-3.1-8b")->name(), "third");
  CAF_CHECK_EQUAL(all.for_model("llama")->name(), "estimate_safe");
  CAF_CHECK_EQUAL(all.for_model("gpt-4o")->name(), "mine later");
  CAF_CHECK_EQUAL(all.for_model("gpt-4o-mini")->name(), "characters/4");
  const auto copy = all;
  CAF_CHECK_EQUAL(copy.for_model("llama-3")->name(), "third");
}
