#pragma once

#include <memory>

#include "parley/storage/store.hpp"
#include "storage/memory/tables.hpp"

namespace parley::storage::memory {

std::unique_ptr<store> open(const open_options& options);

std::unique_ptr<log_writer> make_writer(std::shared_ptr<tables> t);
/// `secret`: see timeline_end.
std::unique_ptr<log_reader> make_reader(std::shared_ptr<tables> t, std::int64_t secret = 0);
std::unique_ptr<catalog> make_catalog(std::shared_ptr<tables> t);
std::unique_ptr<search> make_search(std::shared_ptr<tables> t);
std::unique_ptr<jobs> make_jobs(std::shared_ptr<tables> t);

}  // namespace parley::storage::memory
