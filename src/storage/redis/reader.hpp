#pragma once

#include <memory>

#include "parley/storage/store.hpp"
#include "storage/redis/link.hpp"

namespace parley::storage::redis {

// The read facets of one thread, which share its connection.
std::unique_ptr<log_reader> make_reader(std::shared_ptr<read_link> c);
std::unique_ptr<catalog> make_catalog(std::shared_ptr<read_link> c);
std::unique_ptr<jobs> make_jobs(std::shared_ptr<read_link> c);

}  // namespace parley::storage::redis
