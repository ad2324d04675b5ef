#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace parley::testing::simulation {

inline constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

/// One value that is written and read by several at a time: what may it be? Times are steps.
class register_history {
 public:
  /// Returns the number of the write.
  std::size_t begin(std::string value, std::int64_t at) {
    writes_.push_back({std::move(value), at, never, false, false});
    return writes_.size() - 1;
  }
  void acknowledged(std::size_t write, std::int64_t at) {
    writes_[write].ended = at;
    writes_[write].acknowledged = true;
  }
  void refused(std::size_t write) { writes_[write].refused = true; }

  /// Whether somebody who read it between the two steps may have found this value: some write of it
  /// had begun, and none that was acknowledged lies wholly between that write and the reading.
  bool possible(const std::string& value, std::int64_t from, std::int64_t to) const {
    for (const auto& w : writes_) {
      if (w.refused || w.value != value || w.begun > to) continue;
      bool replaced = false;
      for (const auto& other : writes_)
        replaced = replaced ||
                   (other.acknowledged && other.begun > w.ended && other.ended < from);
      if (!replaced) return true;
    }
    return false;
  }

  bool empty() const { return writes_.empty(); }

 private:
  struct write {
    std::string value;
    std::int64_t begun = 0;
    std::int64_t ended = never;  ///< never: it may take effect at any time after it began
    bool acknowledged = false;
    bool refused = false;
  };
  std::vector<write> writes_;
};

}  // namespace parley::testing::simulation
