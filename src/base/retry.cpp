#include "parley/base/retry.hpp"

#include <algorithm>

namespace parley::base {
namespace {

constexpr std::chrono::milliseconds first{50};
constexpr std::chrono::seconds longest{2};

}  // namespace

void retry::failed() {
  pause_ = std::clamp<std::chrono::microseconds>(2 * pause_, first, longest);
  next_ = clock_.monotonic() + pause_;
}

}  // namespace parley::base
