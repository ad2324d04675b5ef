#pragma once

#include <string>

#include "parley/domain/decode.hpp"

namespace parley::domain {

/// Where a record keeps what it was created from; never shown.
inline constexpr const char* origin_field = "_created_from";

/// `{"request": digest, "user_id": inherited}`. The inherited owner is part of it because a request
/// that names the parent's owner equals one that leaves it to the parent.
json origin_of(const session_request& request, const std::string& session_id,
               const std::optional<std::string>& inherited_user);

}  // namespace parley::domain
