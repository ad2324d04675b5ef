#include "testing/disk/machine.hpp"

#include <algorithm>
#include <cstring>

namespace parley::testing::disk {
namespace {

std::string next_name() {
  static std::atomic<int> count{0};
  return "parley-power-loss-" + std::to_string(++count);
}

}  // namespace

machine::machine(std::uint64_t seed) : name(next_name()), randomness_(seed) {
  describe(vfs_, *this);
  sqlite3_vfs_register(&vfs_, 0);
}

machine::~machine() { sqlite3_vfs_unregister(&vfs_); }

int machine::open(const std::string& path, bool create, bool& as_read_only,
                  std::shared_ptr<file>& result) {
  std::lock_guard guard{mutex};
  if (!power) return SQLITE_IOERR;
  auto it = files_.find(path);
  if (it == files_.end()) {
    if (!create || read_only) return SQLITE_CANTOPEN;
    it = files_.emplace(path, std::make_shared<file>()).first;
  }
  as_read_only = read_only;
  ++open_files_;
  result = it->second;
  return SQLITE_OK;
}

void machine::closed() {
  std::lock_guard guard{mutex};
  --open_files_;
}

int machine::remove(const std::string& path, bool synced) {
  std::unique_lock lock{mutex};
  bool last = false;
  if (const int code = begin_change(lock, last); code != SQLITE_OK) return code;
  const auto it = files_.find(path);
  if (it == files_.end()) return SQLITE_IOERR_DELETE_NOENT;
  if (it->second->image.was_synced() && (!synced || last || ignore_syncs))
    deleted_[path] = it->second;
  files_.erase(it);
  return last ? SQLITE_IOERR_DELETE : SQLITE_OK;
}

bool machine::exists(const std::string& path) {
  std::lock_guard guard{mutex};
  return power && files_.contains(path);
}

/// Counts a change and decides whether it takes place; `last`: the power fails in its middle.
int machine::begin_change(std::unique_lock<std::mutex>& lock, bool& last) {
  if (auto call = before_change) {
    lock.unlock();
    call();
    lock.lock();
  }
  if (!power) return SQLITE_IOERR;
  if (read_only) return SQLITE_IOERR_WRITE;
  ++changes;
  if (cut_after > 0 && --cut_after == 0) {
    power = false;
    last = true;
  }
  return SQLITE_OK;
}

int machine::read(file& f, char* to, int n, std::int64_t at) {
  std::lock_guard guard{mutex};
  if (!power) return SQLITE_IOERR_READ;
  const auto bytes = f.image.read(at, n);
  std::copy(bytes.begin(), bytes.end(), to);
  if (bytes.size() == static_cast<std::size_t>(n)) return SQLITE_OK;
  std::memset(to + bytes.size(), 0, static_cast<std::size_t>(n) - bytes.size());
  return SQLITE_IOERR_SHORT_READ;
}

int machine::write(file& f, std::string_view bytes, std::int64_t at) {
  std::unique_lock lock{mutex};
  bool last = false;
  if (const int code = begin_change(lock, last); code != SQLITE_OK) return code;
  const auto grows =
      std::max<std::int64_t>(at + static_cast<std::int64_t>(bytes.size()) - f.image.size(), 0);
  if (bytes_max >= 0 && grows > 0 && this->bytes() + grows > bytes_max) {
    // What fits is written, as a disk does it.
    const auto room = std::max<std::int64_t>(bytes_max - this->bytes(), 0);
    const auto fits = static_cast<std::int64_t>(bytes.size()) - grows + room;
    if (fits > 0 && at <= f.image.size())
      f.image.write(at, bytes.substr(0, static_cast<std::size_t>(fits)));
    return SQLITE_FULL;
  }
  f.image.write(at, bytes);
  return last ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

int machine::truncate(file& f, std::int64_t size) {
  std::unique_lock lock{mutex};
  bool last = false;
  if (const int code = begin_change(lock, last); code != SQLITE_OK) return code;
  f.image.truncate(size);
  return last ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
}

int machine::sync(file& f) {
  std::unique_lock lock{mutex};
  bool last = false;
  if (const int code = begin_change(lock, last); code != SQLITE_OK) return SQLITE_IOERR_FSYNC;
  ++syncs;
  if (last) return SQLITE_IOERR_FSYNC;
  if (failing_syncs > 0) {
    --failing_syncs;
    if (failing_loses == power_loss_disk::lost::nothing)
      f.image.sync();
    else
      f.image.fail_sync(randomness_, failing_loses == power_loss_disk::lost::random_part);
    return SQLITE_IOERR_FSYNC;
  }
  if (!ignore_syncs) f.image.sync();
  return SQLITE_OK;
}

bool machine::restore_power(base::entropy& e) {
  std::lock_guard guard{mutex};
  if (open_files_ != 0) return false;
  power = true;
  cut_after = 0;
  // Whether a deletion that nobody synced took place is open.
  for (const auto& [path, f] : deleted_)
    if (!files_.contains(path) && e.next() % 2 == 0) files_[path] = f;
  deleted_.clear();
  for (auto it = files_.begin(); it != files_.end();) {
    auto& f = *it->second;
    const bool vanishes = !f.image.was_synced() && e.next() % 2 == 0;
    f.image.lose_power(e);
    f.index.reset();
    f.lock = {};
    it = vanishes ? files_.erase(it) : std::next(it);
  }
  return true;
}

std::int64_t machine::bytes() const {
  std::int64_t sum = 0;
  for (const auto& [path, f] : files_) sum += f->image.size();
  return sum;
}

}  // namespace parley::testing::disk
