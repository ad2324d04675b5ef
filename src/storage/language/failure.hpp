#pragma once

#include <stdexcept>

#include "parley/base/status.hpp"

namespace parley::storage::language {

/// Texts cannot be taken apart or shown: memory or a library is at fault, never a text. Caught by
/// the drivers, who ask with new objects the next time.
class failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;

  base::status to_status() const { return {base::errc::internal, "", what()}; }
};

}  // namespace parley::storage::language
