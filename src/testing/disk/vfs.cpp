#include <cstdio>

#include "testing/disk/machine.hpp"

namespace parley::testing::disk {
namespace {

// The functions that SQLite calls. It hands out memory for a handle and keeps `sqlite3_file` at its
// beginning.

struct state {
  machine* on = nullptr;
  std::shared_ptr<file> what;
  std::shared_ptr<shared_memory> index;
  std::string delete_on_close;
};

struct handle {
  sqlite3_file base;
  state* own;
};

state& of(sqlite3_file* f) { return *reinterpret_cast<handle*>(f)->own; }
machine& of(sqlite3_vfs* v) { return *static_cast<machine*>(v->pAppData); }

void leave_index(state& s) {
  if (!s.index) return;
  s.index->locks.unlock_all(&s);
  if (--s.index->users == 0 && s.what->index == s.index) s.what->index.reset();
  s.index.reset();
}

int close(sqlite3_file* f) {
  auto& s = of(f);
  {
    std::lock_guard guard{s.on->mutex};
    s.what->lock.lower(&s, SQLITE_LOCK_NONE);
    leave_index(s);
  }
  s.on->closed();
  if (!s.delete_on_close.empty()) s.on->remove(s.delete_on_close, false);
  delete &s;
  return SQLITE_OK;
}

int read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
  return of(f).on->read(*of(f).what, static_cast<char*>(to), n, at);
}

int write(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
  return of(f).on->write(*of(f).what, {static_cast<const char*>(from), static_cast<std::size_t>(n)},
                         at);
}

int truncate(sqlite3_file* f, sqlite3_int64 size) { return of(f).on->truncate(*of(f).what, size); }

int sync(sqlite3_file* f, int) { return of(f).on->sync(*of(f).what); }

int file_size(sqlite3_file* f, sqlite3_int64* size) {
  std::lock_guard guard{of(f).on->mutex};
  *size = of(f).what->image.size();
  return of(f).on->power ? SQLITE_OK : SQLITE_IOERR_FSTAT;
}

int lock(sqlite3_file* f, int level) {
  std::lock_guard guard{of(f).on->mutex};
  return of(f).what->lock.raise(&of(f), level) ? SQLITE_OK : SQLITE_BUSY;
}

int unlock(sqlite3_file* f, int level) {
  std::lock_guard guard{of(f).on->mutex};
  of(f).what->lock.lower(&of(f), level);
  return SQLITE_OK;
}

int check_reserved(sqlite3_file* f, int* result) {
  std::lock_guard guard{of(f).on->mutex};
  *result = of(f).what->lock.is_reserved() ? 1 : 0;
  return SQLITE_OK;
}

int file_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 512; }
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int shm_map(sqlite3_file* f, int region, int size, int extend, void volatile** result) {
  auto& s = of(f);
  std::lock_guard guard{s.on->mutex};
  *result = nullptr;
  if (!s.on->power) return SQLITE_IOERR_SHMMAP;
  if (!s.index) {
    if (!s.what->index) s.what->index = std::make_shared<shared_memory>();
    s.index = s.what->index;
    ++s.index->users;
  }
  auto& regions = s.index->regions;
  const auto wanted = static_cast<std::size_t>(region);
  if (wanted >= regions.size() && extend == 0) return SQLITE_OK;
  while (regions.size() <= wanted)
    regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
  *result = regions[wanted].get();
  return SQLITE_OK;
}

int shm_lock(sqlite3_file* f, int first, int n, int flags) {
  auto& s = of(f);
  std::lock_guard guard{s.on->mutex};
  if (!s.index) return SQLITE_IOERR_SHMLOCK;
  auto& locks = s.index->locks;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    locks.unlock(&s, first, n);
    return SQLITE_OK;
  }
  const bool taken = (flags & SQLITE_SHM_SHARED) != 0 ? locks.lock_shared(&s, first)
                                                      : locks.lock_exclusive(&s, first, n);
  return taken ? SQLITE_OK : SQLITE_BUSY;
}

void shm_barrier(sqlite3_file* f) { std::lock_guard guard{of(f).on->mutex}; }

int shm_unmap(sqlite3_file* f, int) {
  std::lock_guard guard{of(f).on->mutex};
  leave_index(of(f));
  return SQLITE_OK;
}

const sqlite3_io_methods methods = [] {
  sqlite3_io_methods m{};
  m.iVersion = 2;
  m.xClose = close;
  m.xRead = read;
  m.xWrite = write;
  m.xTruncate = truncate;
  m.xSync = sync;
  m.xFileSize = file_size;
  m.xLock = lock;
  m.xUnlock = unlock;
  m.xCheckReservedLock = check_reserved;
  m.xFileControl = file_control;
  m.xSectorSize = sector_size;
  m.xDeviceCharacteristics = characteristics;
  m.xShmMap = shm_map;
  m.xShmLock = shm_lock;
  m.xShmBarrier = shm_barrier;
  m.xShmUnmap = shm_unmap;
  return m;
}();

int open(sqlite3_vfs* v, const char* path, sqlite3_file* f, int flags, int* out_flags) {
  f->pMethods = nullptr;
  auto s = std::make_unique<state>();
  s->on = &of(v);
  const auto name = path ? std::string{path} : "temporary-" + std::to_string(of(v).random());
  bool read_only = false;
  if (const int code = of(v).open(name, (flags & SQLITE_OPEN_CREATE) != 0, read_only, s->what);
      code != SQLITE_OK)
    return code;
  if ((flags & SQLITE_OPEN_DELETEONCLOSE) != 0) s->delete_on_close = name;
  if (out_flags)
    *out_flags = read_only ? (flags & ~SQLITE_OPEN_READWRITE) | SQLITE_OPEN_READONLY : flags;
  reinterpret_cast<handle*>(f)->own = s.release();
  f->pMethods = &methods;
  return SQLITE_OK;
}

int remove(sqlite3_vfs* v, const char* path, int synced) { return of(v).remove(path, synced != 0); }

int access(sqlite3_vfs* v, const char* path, int, int* result) {
  *result = of(v).exists(path) ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* path, int n, char* result) {
  std::snprintf(result, static_cast<std::size_t>(n), "%s", path);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs* v, int n, char* to) {
  for (int i = 0; i < n; ++i) to[i] = static_cast<char>(of(v).random());
  return n;
}

// Nobody waits in memory: whoever is busy is asked again at once, the usual number of times.
int wait(sqlite3_vfs*, int micros) { return micros; }

// SQLite asks for the time to seed and to date; any moment will do.
int current_time(sqlite3_vfs*, sqlite3_int64* julian_ms) {
  *julian_ms = 212'600'000'000'000;
  return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

void describe(sqlite3_vfs& vfs, machine& m) {
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(handle);
  vfs.mxPathname = 512;
  vfs.zName = m.name.c_str();
  vfs.pAppData = &m;
  vfs.xOpen = open;
  vfs.xDelete = remove;
  vfs.xAccess = access;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = randomness;
  vfs.xSleep = wait;
  vfs.xGetLastError = last_error;
  vfs.xCurrentTimeInt64 = current_time;
}

}  // namespace parley::testing::disk
