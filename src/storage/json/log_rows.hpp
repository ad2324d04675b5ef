#pragma once

#include "parley/domain/json.hpp"
#include "storage/memory/tables.hpp"

namespace parley::storage::json {

/// The rows of a log into an object: `messages`, `summaries`, `tallies`, `shares`, `erasures`. A
/// message is its record as it is exported, with what only the store knows of it (its position in
/// the order of commits, its sender's role) under `_parley`.
void write_rows(const memory::log_rows& rows, domain::json& into);

/// Throws `unreadable`, also for seqs that have gaps and for an id that is given twice.
memory::log_rows read_rows(const domain::json& from);

}  // namespace parley::storage::json
