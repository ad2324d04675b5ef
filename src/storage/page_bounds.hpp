#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "parley/storage/log.hpp"

namespace parley::storage {

/// No seq is above it, and it can be added to.
inline constexpr std::int64_t seq_max = std::int64_t{1} << 62;

/// The seqs that a page may hold, and the end from which it is filled.
struct page_bounds {
  std::int64_t from = 1;
  std::int64_t to = 0;
  bool from_newest = false;

  explicit page_bounds(const page_request& request)
      : from(request.after ? std::clamp(*request.after, std::int64_t{0}, seq_max) + 1 : 1),
        to(std::clamp(request.upto, std::int64_t{0}, seq_max)),
        from_newest(!request.after) {
    if (request.before)
      to = std::min(to, std::clamp(*request.before, std::int64_t{1}, seq_max) - 1);
  }
};

/// Takes messages one by one, from either end, until the page is full.
class page_filler {
 public:
  explicit page_filler(const page_request& request)
      : items_left_(std::max<std::int64_t>(request.items_max, 1)), bytes_left_(request.bytes_max) {}

  /// False when the message is not part of the page any more; the page ends before it.
  bool take(domain::message m) {
    const auto bytes = static_cast<std::int64_t>(m.bytes());
    if (items_left_ == 0 || (!page_.empty() && bytes > bytes_left_)) return false;
    --items_left_;
    bytes_left_ -= bytes;
    page_.push_back(std::move(m));
    return true;
  }

  bool is_full() const { return items_left_ == 0; }

  std::vector<domain::message> finish(const page_bounds& bounds) {
    if (bounds.from_newest) std::reverse(page_.begin(), page_.end());
    return std::move(page_);
  }

 private:
  std::int64_t items_left_;
  std::int64_t bytes_left_;
  std::vector<domain::message> page_;
};

}  // namespace parley::storage
