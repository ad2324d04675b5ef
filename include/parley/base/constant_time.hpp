#pragma once

#include <string_view>

namespace parley::base {

/// Whether two secrets are equal, in a time that depends on their lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace parley::base
