#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "parley/base/status.hpp"

namespace parley::frontends::actions {

// The names of the queue in Redis (WIRE.md).

/// Streams by priority: 0 is high, 1 normal, 2 low.
inline constexpr std::array<std::string_view, 3> streams{
    "parley:actions:high", "parley:actions:normal", "parley:actions:low"};

inline constexpr std::string_view dead_letters = "parley:actions:dead";

/// Who takes actions now: a string that expires.
inline constexpr std::string_view owner_key = "parley:actions:owner";

inline constexpr std::string_view group = "parley";

/// Whether replies may be pushed there: 1 to 512 bytes, no control characters, and none of parley's
/// own keys, which begin with `parley:` or with one of `store_prefixes`. `parley:replies:...` is a
/// client's, unless a store's prefix lies in there.
base::result<void> check_callback_queue(std::string_view name,
                                        std::span<const std::string> store_prefixes = {});

}  // namespace parley::frontends::actions
