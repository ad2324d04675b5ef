#include "storage/sqlite/check/checks.hpp"

#include <array>

namespace parley::storage::sqlite {
namespace {

void check_rules(examination& e, const std::vector<rule>& rules) {
  for (const auto& r : rules) check_rule(e, r);
}

void check_segments(examination& e) { check_rules(e, storage::check::segment_rules()); }
void check_dense_seq(examination& e) { check_rules(e, storage::check::dense_seq_rules()); }
void check_tallies(examination& e) { check_rules(e, storage::check::tally_rules()); }
void check_activity(examination& e) { check_rules(e, storage::check::activity_rules("max")); }

}  // namespace

std::span<const check> checks() {
  // What forks share tells where their own seqs begin, records tell the tree and the activity, and
  // the index follows from everything.
  static constexpr std::array table{
      check{"file", check_file},             check{"schema", check_schema},
      check{"segments", check_segments},     check{"dense_seq", check_dense_seq},
      check{"given_ids", check_given_ids},   check{"bodies", check_bodies},
      check{"records", check_records},       check{"keys", check_keys},
      check{"counters", check_counters},     check{"moving", check_moving},
      check{"tree", check_tree},             check{"tallies", check_tallies},
      check{"turns", check_turns},           check{"summaries", check_summaries},
      check{"activity", check_activity},     check{"counts", check_counts},
      check{"statistics", check_statistics}, check{"jobs", check_jobs},
      check{"effects", check_effects},       check{"erased", check_erased},
      check{"receipts", check_receipts},     check{"settings", check_settings},
      check{"index", check_index},
  };
  return table;
}

}  // namespace parley::storage::sqlite
