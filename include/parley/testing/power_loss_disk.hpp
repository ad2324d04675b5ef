#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "parley/base/entropy.hpp"

namespace parley::testing {

namespace disk {
class machine;
}

/// A disk in memory on which SQLite works through a VFS of its own, and whose power can fail.
///
/// It keeps for each file what programs see and what would survive. A sync makes the first the
/// second. When the power fails, of what was not synced a random part survives, by sectors of 512
/// bytes, some of them torn; a file that was made and never synced may vanish, one that was deleted
/// may be back. A write does not harm bytes beside its own, which is what SQLite assumes of a disk
/// (SQLITE_IOCAP_POWERSAFE_OVERWRITE) and what its own VFS declares.
///
/// Methods may be called from any thread. Connections must be closed before the disk is gone.
class power_loss_disk {
 public:
  explicit power_loss_disk(std::uint64_t seed);
  ~power_loss_disk();
  power_loss_disk(const power_loss_disk&) = delete;
  power_loss_disk& operator=(const power_loss_disk&) = delete;

  /// The name under which SQLite finds it, for sqlite3_open_v2.
  const std::string& vfs() const;

  /// The power fails in the middle of the `n`th change from now: write, sync, truncation, deletion.
  /// From then on everything fails. 0 takes it back.
  void cut_power_after(std::int64_t n);
  void cut_power();
  bool has_power() const;

  /// The power comes back, and the files are what survived. Every connection must be closed by
  /// then; false when one is not.
  bool restore_power(base::entropy& e);

  /// What a failed sync leaves on the disk. In both cases the machine takes the pages for clean
  /// afterwards, as Linux does: another sync does not write them again.
  enum class lost { nothing, random_part, everything };
  /// The next `n` syncs fail.
  void fail_syncs(std::int64_t n, lost what);

  /// Writes that would make all files together longer than that fail. Negative: no bound.
  void limit_bytes(std::int64_t bytes);
  std::int64_t bytes() const;

  /// Every change fails, as on a file system that was mounted again read-only.
  void read_only(bool on);

  /// A planted bug: syncs do nothing and say that they did. Tests of durability must notice.
  void ignore_syncs(bool on);

  /// Called before every change, without a lock: the place for delays and barriers.
  void before_change(std::function<void()> f);

  std::int64_t changes() const;
  std::int64_t syncs() const;

 private:
  std::unique_ptr<disk::machine> machine_;
};

}  // namespace parley::testing
