#pragma once

#include <map>

namespace parley::testing::disk {

/// The five-state lock of a database file among the connections of one process. A connection is
/// known by its address. Levels are SQLite's: 0 none, 1 shared, 2 reserved, 3 pending, 4 exclusive.
class file_lock {
 public:
  bool raise(const void* who, int level);
  void lower(const void* who, int level);
  bool is_reserved() const;

 private:
  std::map<const void*, int> held_;
};

/// The slots of a write-ahead log's index, each shared or exclusive.
class slot_locks {
 public:
  bool lock_shared(const void* who, int slot);
  bool lock_exclusive(const void* who, int first, int n);
  void unlock(const void* who, int first, int n);
  void unlock_all(const void* who);

 private:
  static constexpr int exclusive = -1;
  static constexpr int slots = 8;
  std::map<const void*, int> held_[slots];  ///< holder to count of shared locks, or exclusive
};

}  // namespace parley::testing::disk
