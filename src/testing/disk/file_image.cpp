#include "testing/disk/file_image.hpp"

#include <algorithm>

namespace parley::testing::disk {
namespace {

constexpr std::int64_t sector = 512;

std::size_t length(std::int64_t n) { return static_cast<std::size_t>(n); }

std::int64_t below(base::entropy& e, std::int64_t n) {
  return static_cast<std::int64_t>(e.next() % static_cast<std::uint64_t>(n));
}

}  // namespace

std::string_view file_image::read(std::int64_t at, std::int64_t n) const {
  if (at >= size()) return {};
  return std::string_view{seen_}.substr(length(at), length(n));
}

void file_image::write(std::int64_t at, std::string_view bytes) {
  const auto end = at + static_cast<std::int64_t>(bytes.size());
  if (end > size()) truncate(end);
  std::copy(bytes.begin(), bytes.end(), seen_.begin() + at);
  for (auto s = at / sector; s * sector < end; ++s) dirty_.insert(s);
}

void file_image::truncate(std::int64_t to) {
  // What a longer file gains is new, down to the zeros of a gap.
  for (auto s = size() / sector; s * sector < to; ++s) dirty_.insert(s);
  seen_.resize(length(to), '\0');
  shortest_ = std::min(shortest_, to);
}

void file_image::sync() {
  disk_.resize(length(std::min(shortest_, static_cast<std::int64_t>(disk_.size()))));
  disk_.resize(seen_.size(), '\0');
  for (const auto s : dirty_) {
    const auto at = s * sector;
    if (at >= size()) continue;
    const auto n = std::min(sector, size() - at);
    std::copy_n(seen_.begin() + at, n, disk_.begin() + at);
  }
  dirty_.clear();
  shortest_ = size();
  was_synced_ = true;
}

void file_image::fail_sync(base::entropy& e, bool some_of_it) {
  settle(e, some_of_it ? survival::mixed : survival::none);
}

void file_image::lose_power(base::entropy& e) {
  // Mixed alone would hardly ever leave a transaction whole that nobody has been told of.
  constexpr survival kinds[] = {survival::none, survival::all, survival::mixed, survival::mixed};
  settle(e, kinds[e.next() % 4]);
  seen_ = disk_;
  // A cut that did not reach the disk is undone, not waiting for the next loss.
  shortest_ = size();
}

void file_image::settle(base::entropy& e, survival how) {
  if (how == survival::all) sync();
  if (how == survival::mixed && resize_somehow(e))
    for (const auto s : dirty_) copy_some(e, s * sector);
  dirty_.clear();
  shortest_ = size();
}

bool file_image::resize_somehow(base::entropy& e) {
  auto from = static_cast<std::int64_t>(disk_.size());
  if (shortest_ < from) {
    // File systems cut a file at once or not at all, and what is written into the place of a part
    // that was cut off does not come before the cut.
    if (e.next() % 2 == 0) return false;
    disk_.resize(length(shortest_));
    from = shortest_;
  }
  // A file grows in steps.
  if (from < size()) disk_.resize(length(from + below(e, size() - from + 1)), '\0');
  return true;
}

void file_image::copy_some(base::entropy& e, std::int64_t at) {
  const auto end = std::min({at + sector, size(), static_cast<std::int64_t>(disk_.size())});
  if (at >= end) return;
  auto n = end - at;
  switch (e.next() % 5) {
    case 0:
    case 1:
      break;
    case 2:
    case 3:
      return;
    default:
      n = below(e, n);  // torn
  }
  std::copy_n(seen_.begin() + at, n, disk_.begin() + at);
}

}  // namespace parley::testing::disk
