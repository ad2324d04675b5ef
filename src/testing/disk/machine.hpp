#pragma once

#include <sqlite3.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "parley/testing/power_loss_disk.hpp"
#include "parley/testing/seeded_entropy.hpp"
#include "testing/disk/file_image.hpp"
#include "testing/disk/locks.hpp"

namespace parley::testing::disk {

/// The index of a write-ahead log: memory that connections share, gone with the power.
struct shared_memory {
  std::vector<std::unique_ptr<char[]>> regions;
  slot_locks locks;
  int users = 0;
};

struct file {
  file_image image;
  file_lock lock;
  std::shared_ptr<shared_memory> index;
};

/// The files of a power_loss_disk, its faults, and its registration with SQLite. Methods return
/// SQLite's result codes.
class machine {
 public:
  explicit machine(std::uint64_t seed);
  ~machine();

  // For SQLite (vfs.cpp).
  int open(const std::string& name, bool create, bool& read_only, std::shared_ptr<file>& result);
  void closed();
  int remove(const std::string& name, bool synced);
  bool exists(const std::string& name);
  int read(file& f, char* to, int n, std::int64_t at);
  int write(file& f, std::string_view bytes, std::int64_t at);
  int truncate(file& f, std::int64_t size);
  int sync(file& f);
  std::uint64_t random() { return randomness_.next(); }

  // For the test.
  bool restore_power(base::entropy& e);

  std::string name;
  mutable std::mutex mutex;  ///< of everything below, and of files
  bool power = true;
  std::int64_t cut_after = 0;
  std::int64_t failing_syncs = 0;
  power_loss_disk::lost failing_loses = power_loss_disk::lost::everything;
  std::int64_t bytes_max = -1;
  bool read_only = false;
  bool ignore_syncs = false;
  std::function<void()> before_change;
  std::int64_t changes = 0;
  std::int64_t syncs = 0;

  std::int64_t bytes() const;

 private:
  int begin_change(std::unique_lock<std::mutex>& lock, bool& last);

  std::map<std::string, std::shared_ptr<file>> files_;    ///< as programs see them
  std::map<std::string, std::shared_ptr<file>> deleted_;  ///< perhaps not on the disk
  std::int64_t open_files_ = 0;
  seeded_entropy randomness_;
  sqlite3_vfs vfs_{};
};

/// Fills in the functions; `machine` is found through `pAppData`.
void describe(sqlite3_vfs& vfs, machine& m);

}  // namespace parley::testing::disk
