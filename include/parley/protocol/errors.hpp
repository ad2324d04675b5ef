#pragma once

#include <caf/error.hpp>

#include "parley/base/status.hpp"

namespace parley::protocol {

/// A status on its way through CAF, and back. Errors that are CAF's own (a receiver that is gone,
/// a handler that threw) become `unavailable` or `internal`.
caf::error to_error(const base::status& s);
base::status to_status(const caf::error& e);

}  // namespace parley::protocol
