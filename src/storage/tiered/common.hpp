#pragma once

#include <cstdint>

#include "parley/storage/log.hpp"

namespace parley::storage::tiered {

/// A history and the store that has it.
struct placed_log {
  log_reader& reader;
  std::int64_t log = 0;
};

/// `log_reader::common` of two histories in different stores: nothing is shared, bodies' digests
/// are compared page by page, which here come with their bodies.
base::result<std::int64_t> common_of(const placed_log& left, const placed_log& right,
                                     std::int64_t compare_max);

}  // namespace parley::storage::tiered
