#pragma once

#include <cstdint>
#include <istream>

#include "parley/base/status.hpp"

namespace parley::tools {

/// Looks at a whole file before any of it is sent. A parley export must end with its `end` line,
/// and that must have the right digest over the bytes before it and the right counts; any other
/// file passes.
base::result<void> check_export(std::istream& in, std::int64_t line_bytes_max);

}  // namespace parley::tools
