#pragma once

#include <cstddef>
#include <optional>

#include "storage/json/files.hpp"
#include "storage/json/journal.hpp"
#include "storage/memory/tables.hpp"

namespace parley::storage::json {

/// The files that differ since the tables' `track`, as they are to be; nullopt when they have more
/// than `bytes_max` bytes together. Throws what cannot be written, text that is no UTF-8 for
/// example.
std::optional<file_changes> changed_files(const memory::tables& t, std::size_t bytes_max);
/// Without a limit.
file_changes changed_files(const memory::tables& t);

/// Every file of the store but that of the store as a whole.
file_changes all_files(const memory::tables& t);

}  // namespace parley::storage::json
