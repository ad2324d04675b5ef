#include "storage/postgres/check/checks.hpp"

#include <array>

namespace parley::storage::postgres {
namespace {

void check_rules(examination& e, const std::vector<rule>& rules) {
  for (const auto& r : rules) check_rule(e, r);
}

void check_segments(examination& e) { check_rules(e, storage::check::segment_rules()); }
void check_dense_seq(examination& e) { check_rules(e, storage::check::dense_seq_rules()); }
void check_tallies(examination& e) { check_rules(e, storage::check::tally_rules()); }
void check_activity(examination& e) { check_rules(e, storage::check::activity_rules("greatest")); }

}  // namespace

std::span<const invariant> checks() {
  // What forks share tells where their own seqs begin, records tell the tree and the activity, and
  // the index follows from everything.
  static constexpr std::array table{
      invariant{"schema", check_schema},         invariant{"tenants", check_tenants},
      invariant{"segments", check_segments},     invariant{"dense_seq", check_dense_seq},
      invariant{"given_ids", check_given_ids},   invariant{"bodies", check_bodies},
      invariant{"records", check_records},       invariant{"keys", check_keys},
      invariant{"counters", check_counters},     invariant{"moving", check_moving},
      invariant{"tree", check_tree},             invariant{"tallies", check_tallies},
      invariant{"turns", check_turns},           invariant{"summaries", check_summaries},
      invariant{"activity", check_activity},     invariant{"counts", check_counts},
      invariant{"statistics", check_statistics}, invariant{"jobs", check_jobs},
      invariant{"effects", check_effects},       invariant{"erased", check_erased},
      invariant{"receipts", check_receipts},     invariant{"settings", check_settings},
      invariant{"index", check_index},
  };
  return table;
}

}  // namespace parley::storage::postgres
