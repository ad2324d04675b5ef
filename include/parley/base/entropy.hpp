#pragma once

#include <cstdint>

namespace parley::base {

/// Where random bits come from. Implementations are called from every thread.
class entropy {
 public:
  virtual ~entropy() = default;
  virtual std::uint64_t next() = 0;
};

/// The machine's own generator; its bits cannot be predicted from earlier ones.
entropy& system_entropy();

}  // namespace parley::base
