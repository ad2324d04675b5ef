#pragma once

#include <string_view>

namespace parley::base {

/// "0.1.0": of this build.
std::string_view version();

}  // namespace parley::base
