#pragma once

#include "storage/redis/check/examination.hpp"

namespace parley::storage::redis {

struct invariant {
  const char* name;
  void (*run)(examination&);
};

/// Makes a check. What one found while somebody wrote is no finding: it is made again a few times,
/// and if somebody always wrote, then that is reported, and what it found is not. Throws `failure`
/// when the server is away, and `overtaken` when it was to repair.
void make(examination& e, const invariant& each);

// Those about sessions and what leads to them, about messages, and about the rest.
void check_records(examination& e);
void check_names(examination& e);
void check_lists(examination& e);
void check_segments(examination& e);
void check_dense_seq(examination& e);
void check_given_ids(examination& e);
void check_positions(examination& e);
void check_counters(examination& e);
void check_counts(examination& e);
void check_statistics(examination& e);
void check_turns(examination& e);
void check_summaries(examination& e);
void check_jobs(examination& e);
void check_keys(examination& e);
void check_erased(examination& e);
void check_moving(examination& e);

}  // namespace parley::storage::redis
