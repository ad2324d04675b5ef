#pragma once

#include <cstdint>
#include <string_view>

namespace parley::storage::redis {

/// The number that the server has as decimal digits. Throws `failure` for anything else.
std::int64_t stored_number(std::string_view digits);

}  // namespace parley::storage::redis
