#include "storage/json/check/checks.hpp"

#include <array>

namespace parley::storage::json {

std::span<const check> checks() {
  static constexpr std::array table{
      check{"files", check_files},         check{"counts", check_counts},
      check{"bodies", check_bodies},       check{"records", check_records},
      check{"tallies", check_tallies},     check{"turns", check_turns},
      check{"summaries", check_summaries}, check{"jobs", check_jobs},
      check{"erased", check_erased},
  };
  return table;
}

void check_files(examination& e) {
  for (const auto& each : e.store.report().broken)
    e.found.report(each.name, each.why + "; it lies in " + each.now + " now");
}

}  // namespace parley::storage::json
