#pragma once

#include "storage/injuries.hpp"

namespace parley::tests {

/// What can be wrong in a store of PostgreSQL.
std::vector<injury> postgres_injuries();

}  // namespace parley::tests
