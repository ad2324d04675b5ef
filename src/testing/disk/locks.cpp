#include "testing/disk/locks.hpp"

#include <algorithm>

namespace parley::testing::disk {

bool file_lock::raise(const void* who, int level) {
  const auto mine = held_.find(who);
  if (mine != held_.end() && mine->second >= level) return true;
  for (const auto& [other, theirs] : held_) {
    if (other == who) continue;
    if (level == 1 && theirs >= 3) return false;
    if (level >= 2 && theirs >= 2) return false;
    // Whoever wants it exclusively keeps new readers out while old ones end.
    if (level == 4 && theirs >= 1) {
      held_[who] = std::max(held_[who], 3);
      return false;
    }
  }
  held_[who] = level;
  return true;
}

void file_lock::lower(const void* who, int level) {
  const auto mine = held_.find(who);
  if (mine == held_.end() || mine->second <= level) return;
  if (level == 0)
    held_.erase(mine);
  else
    mine->second = level;
}

bool file_lock::is_reserved() const {
  return std::any_of(held_.begin(), held_.end(), [](const auto& h) { return h.second >= 2; });
}

bool slot_locks::lock_shared(const void* who, int slot) {
  for (const auto& [other, count] : held_[slot])
    if (other != who && count == exclusive) return false;
  auto& mine = held_[slot][who];
  if (mine != exclusive) ++mine;
  return true;
}

bool slot_locks::lock_exclusive(const void* who, int first, int n) {
  for (int slot = first; slot < first + n; ++slot)
    for (const auto& [other, count] : held_[slot])
      if (other != who) return false;
  for (int slot = first; slot < first + n; ++slot) held_[slot][who] = exclusive;
  return true;
}

void slot_locks::unlock(const void* who, int first, int n) {
  for (int slot = first; slot < first + n; ++slot) {
    const auto mine = held_[slot].find(who);
    if (mine == held_[slot].end()) continue;
    if (mine->second == exclusive || --mine->second == 0) held_[slot].erase(mine);
  }
}

void slot_locks::unlock_all(const void* who) {
  for (auto& slot : held_) slot.erase(who);
}

}  // namespace parley::testing::disk
