#pragma once

#include <cstdint>
#include <string>

namespace parley::benchmarks::million {

/// Whether the n-th session goes in.
using chosen = bool (*)(std::int64_t n);

/// Makes the schema and puts in the chosen ones of so many sessions, by COPY, and indexes them;
/// nothing when there is something already. Throws what goes wrong.
void fill_postgres(const std::string& uri, std::int64_t sessions, chosen which);

}  // namespace parley::benchmarks::million
