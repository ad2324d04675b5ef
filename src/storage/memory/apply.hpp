#pragma once

#include "storage/memory/tables.hpp"

namespace parley::storage::memory {

/// Carries one submission out. Its caller holds the mutex. What throws is poison: it may have
/// been carried out by half.
outcome apply(tables& t, const submission& s);

}  // namespace parley::storage::memory
