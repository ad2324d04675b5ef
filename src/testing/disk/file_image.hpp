#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "parley/base/entropy.hpp"

namespace parley::testing::disk {

/// One file: what programs see, and what is on the disk.
class file_image {
 public:
  std::int64_t size() const { return static_cast<std::int64_t>(seen_.size()); }
  std::string_view read(std::int64_t at, std::int64_t n) const;
  void write(std::int64_t at, std::string_view bytes);
  /// Longer or shorter.
  void truncate(std::int64_t to);

  /// What was written since the last sync is on the disk.
  void sync();

  /// A random part of it got there, or none of it, and the machine forgets that the rest did not.
  void fail_sync(base::entropy& e, bool some_of_it);

  /// Only what is on the disk is left, and a random part of what was under way to it.
  void lose_power(base::entropy& e);

  bool was_synced() const { return was_synced_; }

 private:
  enum class survival { none, mixed, all };
  void settle(base::entropy& e, survival how);
  bool resize_somehow(base::entropy& e);
  void copy_some(base::entropy& e, std::int64_t at);

  std::string seen_;
  std::string disk_;
  std::set<std::int64_t> dirty_;  ///< sectors that were written since the last sync
  std::int64_t shortest_ = 0;     ///< the least size since then
  bool was_synced_ = false;
};

}  // namespace parley::testing::disk
