#pragma once

#include <algorithm>
#include <cstdint>

namespace parley::storage {

/// How many candidates a search asks for at once: as many as fill its page when they are shown as
/// often as those before them were. Each question begins anew in the index, so that a page of which
/// half is refused (other tenants' messages, other sessions', phrases that the text does not have)
/// is not to be filled by ever smaller ones; and the time is looked at between two.
class candidate_steps {
 public:
  candidate_steps(std::int64_t items_max, std::int64_t rows_max)
      : missing_(std::max<std::int64_t>(1, items_max)),
        rows_left_(std::max<std::int64_t>(1, rows_max)),
        wanted_(missing_) {}

  std::int64_t wanted() const { return std::min(wanted_, rows_left_); }
  /// For the page.
  std::int64_t missing() const { return missing_; }
  /// The page is full, or no more rows may be looked at.
  bool at_end() const { return missing_ <= 0 || rows_left_ <= 0; }

  /// Of so many that were found so many are on the page now.
  void saw(std::int64_t found, std::int64_t shown) {
    rows_left_ -= found;
    missing_ -= shown;
    found_ += found;
    shown_ += shown;
    const auto expected = shown_ > 0 ? (missing_ * found_ + shown_ - 1) / shown_ : wanted_max;
    wanted_ = std::clamp(expected, std::min(missing_, wanted_max), wanted_max);
  }

 private:
  static constexpr std::int64_t wanted_max = 250;

  std::int64_t missing_;
  std::int64_t rows_left_;
  std::int64_t wanted_;
  std::int64_t found_ = 0;
  std::int64_t shown_ = 0;
};

}  // namespace parley::storage
