#pragma once

#include <optional>

#include "parley/base/time.hpp"
#include "parley/domain/message.hpp"
#include "parley/domain/session.hpp"

namespace parley::domain {

// What the shown and the stored form of a record have in common.

json time_or_null(const std::optional<base::timestamp>& t);

/// Adds what `into` lacks: an unknown field never hides a known one.
void merge_unknown(json& into, const json& extra);

/// Every field of SPEC 1's table.
json session_fields(const session_view& s);

}  // namespace parley::domain
