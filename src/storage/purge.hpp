#pragma once

#include <cstdint>

#include "parley/base/status.hpp"
#include "parley/storage/submission.hpp"

namespace parley::storage {

/// The job that removes the rows of a log that an erased session leaves behind.
job purge_job(const session_ref& erased, std::int64_t log, base::timestamp now);

}  // namespace parley::storage
