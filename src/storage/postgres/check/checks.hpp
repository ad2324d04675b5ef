#pragma once

#include <span>
#include <string>

#include "storage/postgres/check/examination.hpp"

namespace parley::storage::postgres {

/// One group of invariants. A check goes through large tables in slices or lets the server compare
/// them, and throws `failure`.
struct invariant {
  const char* name;
  void (*run)(examination& e);
};

/// In the order in which they run: what a check repairs is what later ones rely on.
std::span<const invariant> checks();

void check_schema(examination& e);     ///< tables, indexes, who sees which rows
void check_tenants(examination& e);    ///< whose rows are is what their session says
void check_given_ids(examination& e);  ///< an id is given once in a history
void check_bodies(examination& e);     ///< digests; what is left of erased messages
void check_records(examination& e);    ///< records can be read and are what their columns say
void check_keys(examination& e);       ///< nothing has another's log
void check_counters(examination& e);   ///< nothing is given out twice
void check_moving(examination& e);     ///< logs on their way between this store and another
void check_tree(examination& e);       ///< parents, places in the tree, states above each other
void check_turns(examination& e);
void check_summaries(examination& e);
void check_counts(examination& e);      ///< what is counted per tenant
void check_statistics(examination& e);  ///< by tenant, agent and day
void check_jobs(examination& e);
void check_effects(examination& e);   ///< of Idempotency-Keys
void check_erased(examination& e);    ///< tombstones, and rows that nobody reaches
void check_receipts(examination& e);  ///< of erased messages and persons
void check_settings(examination& e);
void check_index(examination& e);  ///< the search index against the messages

/// Statements that add a job of kind purge for each row of `rows`, "FROM ...", in which that alias
/// has a tenant, a session_id and a log.
std::string add_purges(examination& e, const std::string& rows, const std::string& alias);

}  // namespace parley::storage::postgres
