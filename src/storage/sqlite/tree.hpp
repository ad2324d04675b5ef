#pragma once

#include <optional>

#include "storage/sqlite/transaction.hpp"

namespace parley::storage::sqlite {

/// Why `child` has no place below its parent; see submission::children_max.
std::optional<base::status> no_place(transaction& tx, const domain::session& child,
                                     std::int64_t children_max);

}  // namespace parley::storage::sqlite
