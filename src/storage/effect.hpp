#pragma once

#include "parley/base/limits.hpp"
#include "parley/storage/submission.hpp"

namespace parley::storage {

/// What is kept of a part under its Idempotency-Key, which it has. `entries` are its outcome.
idempotent_effect effect_of_part(const submission& s, const append_part& part, std::int64_t log,
                                 const std::vector<appended>& entries, base::timestamp at);

/// What is kept of a creation or change: the record as it is after it.
idempotent_effect effect_of_record(const submission& s, const idempotency& once, std::int64_t log,
                                   const domain::session& record, const domain::head& head,
                                   base::timestamp at);

/// Whether an effect of that age still counts.
bool is_kept(base::timestamp at, base::timestamp now, const base::limits& limits);

}  // namespace parley::storage
