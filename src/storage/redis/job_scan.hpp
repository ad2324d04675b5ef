#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "parley/storage/job.hpp"
#include "storage/redis/rows_view.hpp"

namespace parley::storage::redis {

/// Ids of the jobs of these kinds that `fits`, among those of `orders::job_of` that begin with the
/// prefix, in its order. They are read some at a time, and none is kept: there may be many dead
/// letters. Throws `failure`.
std::vector<std::int64_t> find_jobs(rows_view& rows, const std::string& prefix,
                                    std::initializer_list<job_kind> kinds,
                                    const std::function<bool(const job&)>& fits);

}  // namespace parley::storage::redis
