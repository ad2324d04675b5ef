#pragma once

#include "storage/injuries.hpp"

namespace parley::tests {

/// What can be wrong in a store of SQLite.
std::vector<injury> sqlite_injuries();

}  // namespace parley::tests
