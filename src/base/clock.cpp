#include "parley/base/clock.hpp"

namespace parley::base {

namespace {

class machine_clock final : public clock {
 public:
  timestamp now() const override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }

  std::chrono::microseconds monotonic() const override {
    return std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
  }
};

}  // namespace

clock& system_clock() {
  static machine_clock instance;
  return instance;
}

}  // namespace parley::base
