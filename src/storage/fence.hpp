#pragma once

#include "parley/base/status.hpp"

namespace parley::storage {

/// The field of what is refused because another process owns the store now.
inline constexpr const char* fence_field = "epoch";

/// Whether that is why a commit was refused. It holds for good: no later commit of this process is
/// taken.
inline bool is_fence_lost(const base::status& why) {
  return why.code == base::errc::unavailable && why.field == fence_field;
}

}  // namespace parley::storage
