#pragma once

#include "parley/storage/job.hpp"
#include "parley/storage/session_ref.hpp"

namespace parley::storage {

/// The session whose rows a job of kind purge or blank is about. It is another one than the job's
/// when a message was erased that a fork shares: then it is the one in whose own log the message
/// is, also when that session is erased.
session_ref owner_of_rows(const job& j);

}  // namespace parley::storage
