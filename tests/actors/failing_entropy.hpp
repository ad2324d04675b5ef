#pragma once

#include <atomic>
#include <stdexcept>

#include "parley/testing/seeded_entropy.hpp"

namespace parley::tests {

/// Chance that throws at chosen calls: what needs an id then fails in the middle of its work. Set
/// it while nothing uses it.
class failing_entropy : public base::entropy {
 public:
  /// The next `times` calls after the first `after` throw.
  void fail(int times, int after = 0) {
    after_ = after;
    times_ = times;
  }
  bool failing() const { return times_ > 0; }

  std::uint64_t next() override {
    if (after_ > 0) {
      --after_;
    } else if (times_ > 0) {
      --times_;
      throw std::runtime_error{"no entropy"};
    }
    return seeded_.next();
  }

 private:
  testing::seeded_entropy seeded_{7};
  std::atomic<int> after_ = 0;
  std::atomic<int> times_ = 0;
};

}  // namespace parley::tests
