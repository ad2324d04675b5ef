#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parley/base/digest.hpp"

namespace parley::domain {

std::string to_hex(const base::digest& d);

/// 32 lower-case hexadecimal digits, or nullopt.
std::optional<base::digest> digest_from_hex(std::string_view text);

}  // namespace parley::domain
