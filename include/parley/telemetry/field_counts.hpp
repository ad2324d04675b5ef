#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parley/base/status.hpp"

namespace parley::telemetry {

/// The field of an error as a label, out of a bounded set: indexes are folded
/// (`participants[1].participant_role` is `participants[].participant_role`), of longer paths the
/// last two names count, what is below `metadata` is `metadata`, and what is no field that parley
/// knows is `other`.
std::string field_label(std::string_view field);

/// Counts what the door refuses, by field. Any thread, no lock.
class field_counts {
 public:
  field_counts();

  /// Counts invalid_argument and unknown_field; other failures are no fault of a value.
  void note(const base::status& why);

  /// Those that occurred, by label.
  std::vector<std::pair<std::string, std::uint64_t>> read() const;

 private:
  std::vector<std::atomic<std::uint64_t>> counts_;
};

}  // namespace parley::telemetry
