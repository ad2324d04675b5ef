#include "storage/sqlite/check/checks.hpp"

#include <array>

namespace parley::storage::sqlite {

std::span<const check> checks() {
  // What forks share tells where their own seqs begin, records tell the tree and the activity, and the
  // index follows from everything.
  static constexpr std::array table{
      check{"file", check_file},
      check{"schema", check_schema},
      check{"segments", check_segments},
      check{"dense_seq", check_dense_seq},
      check{"given_ids", check_given_ids},
      check{"bodies", check_bodies},
      check{"records", check_records},
      check{"keys", check_keys},
      check{"counters", check_counters},
      check{"tree", check_tree},
      check{"tallies", check_tallies},
      check{"turns", check_turns},
      check{"summaries", check_summaries},
      check{"activity", check_activity},
      check{"counts", check_counts},
      check{"statistics", check_statistics},
      check{"jobs", check_jobs},
      check{"effects", check_effects},
      check{"erased", check_erased},
      check{"receipts", check_receipts},
      check{"settings", check_settings},
      check{"index", check_index},
  };
  return table;
}

}  // namespace parley::storage::sqlite
