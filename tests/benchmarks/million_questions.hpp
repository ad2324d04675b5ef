#pragma once

#include <cstdint>

#include "parley/storage/catalog.hpp"
#include "parley/storage/search.hpp"

namespace parley::benchmarks::million {

// Every kind of list and of search, each so often that its p99 means something; prints p50, p99 and
// the most of each. `sessions`: how many there are. Throws or ends the program when one fails.

void ask_lists(storage::catalog& catalog, std::int64_t sessions);
void ask_searches(storage::search& search, std::int64_t sessions);

}  // namespace parley::benchmarks::million
