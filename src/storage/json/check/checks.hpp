#pragma once

#include <set>
#include <span>
#include <string>

#include "storage/check/findings.hpp"
#include "storage/json/store.hpp"

namespace parley::storage::json {

/// What the checks of a folder share. A check that may repair changes the tables; what it changed
/// is written when it has ended.
struct examination {
  folder_store& store;
  disk& files;
  bool repair = false;
  storage::check::findings found{};

  memory::tables& tables() { return store.tables(); }
};

struct check {
  const char* name;
  void (*run)(examination& e);
};

/// In the order in which they run. What cannot be in tables that were read from files (an id that
/// is given twice, a gap, a fork without its origin's rows) sets a file aside at the opening and is
/// said by the first.
std::span<const check> checks();

void check_files(examination& e);    ///< none was set aside, now or earlier, and still lies there
void check_counts(examination& e);   ///< files say of their messages what they are
void check_bodies(examination& e);   ///< digests; what is left of erased messages
void check_records(examination& e);  ///< keys; places in the tree
void check_tallies(examination& e);  ///< counts of turns by seq
void check_turns(examination& e);
void check_summaries(examination& e);
void check_jobs(examination& e);
void check_erased(examination& e);  ///< tombstones, receipts, and rows that nobody reaches

}  // namespace parley::storage::json
