#pragma once

#include "parley/storage/submission.hpp"
#include "storage/sqlite/transaction.hpp"

namespace parley::storage::sqlite {

/// Checks one submission in the order that log_writer::commit names and writes what passes. A
/// submission that is rejected has written nothing. Throws `failure` and what JSON throws.
outcome apply(transaction& tx, const submission& s);

}  // namespace parley::storage::sqlite
