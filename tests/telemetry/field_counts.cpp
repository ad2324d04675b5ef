#define CAF_SUITE telemetry_field_counts
#include "parley/telemetry/field_counts.hpp"

#include <random>
#include <set>

#include "caf/test/unit_test.hpp"

using namespace parley;
using telemetry::field_label;

CAF_TEST(a_label_is_out_of_a_bounded_set) {
  const struct {
    std::string field;
    std::string label;
  } table[] = {
      {"session_id", "session_id"},
      {"participants[1].participant_role", "participants[].participant_role"},
      {"participants[999999].participant_role", "participants[].participant_role"},
      {"messages[3].tool_calls[0].function.name", "function.name"},
      {"messages[3].tool_calls[0].id", "tool_calls[].id"},
      {"metadata.anything at all", "metadata"},
      {"metadata", "metadata"},
      {"Idempotency-Key", "Idempotency-Key"},
      {"", "other"},
      {"secret", "other"},
      {"participants[1].secret", "other"},
      {"secrets[1].name", "other"},
      {"session_id.", "other"},
      {".", "other"},
      {"[", "other"},
      {"participants[", "other"},
      {"participants[].", "other"},
      {"\"\n\xff", "other"},
      {std::string(100'000, 'x'), "other"},
      {std::string(100'000, '['), "other"},
  };
  for (const auto& [field, label] : table) {
    CAF_MESSAGE(field.substr(0, 60));
    CAF_CHECK_EQUAL(field_label(field), label);
  }
}

CAF_TEST(whatever_clients_send_the_labels_stay_few) {
  std::mt19937_64 random(1);
  const std::string alphabet = "abcdeimnprst_[].0123";
  telemetry::field_counts counts;
  for (int i = 0; i < 20'000; ++i) {
    std::string field;
    for (auto n = random() % 24; n > 0; --n) field += alphabet[random() % alphabet.size()];
    counts.note({base::errc::unknown_field, field, "no"});
  }
  std::uint64_t total = 0;
  for (const auto& [label, count] : counts.read()) total += count;
  CAF_CHECK_EQUAL(total, 20'000u);
  CAF_CHECK(counts.read().size() < 20);
}

CAF_TEST(only_values_that_are_wrong_count) {
  telemetry::field_counts counts;
  CAF_CHECK(counts.read().empty());
  counts.note({base::errc::unavailable, "epoch", "no"});
  counts.note({base::errc::conflict, "message_id", "no"});
  counts.note({base::errc::too_large, "content", "no"});
  CAF_CHECK(counts.read().empty());
  counts.note({base::errc::invalid_argument, "session_id", "no"});
  counts.note({base::errc::unknown_field, "session_id", "no"});
  counts.note({base::errc::invalid_argument, "", "no"});
  const auto found = counts.read();
  const std::set<std::pair<std::string, std::uint64_t>> shown(found.begin(), found.end());
  CAF_CHECK(shown ==
            (std::set<std::pair<std::string, std::uint64_t>>{{"session_id", 2}, {"other", 1}}));
}
