#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parley/storage/catalog.hpp"

namespace parley::storage::tiered {

// What two stores say, as one. Nothing here reads a store.

/// The first `items_max` of both pages of one query, in its order. A page that has a `next` tells
/// nothing of what is behind it, so only what is at or before the nearer `next` of both is given.
/// Of a session in both the hot one's copy is taken, wherever the other stands.
session_page merge(const session_query& query, session_page hot, session_page archive);

statistics merge(statistics hot, const statistics& archive);

tenant_counts sum(const tenant_counts& hot, const tenant_counts& archive);

/// Each once, ascending, as both lists are.
std::vector<std::string> merge(const std::vector<std::string>& hot,
                               const std::vector<std::string>& archive, std::int64_t items_max);

}  // namespace parley::storage::tiered
