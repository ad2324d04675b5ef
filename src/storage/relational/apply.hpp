#pragma once

#include "parley/storage/submission.hpp"
#include "storage/relational/transaction.hpp"

namespace parley::storage::relational {

/// Checks one submission in the order that log_writer::commit names and writes what passes. A
/// submission that is rejected has written nothing. Throws what the tables and JSON throw.
outcome apply(transaction& tx, const submission& s);

}  // namespace parley::storage::relational
