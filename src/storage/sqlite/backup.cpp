#include "storage/sqlite/backup.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/failure.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/statement.hpp"

namespace parley::storage::sqlite {
namespace {

constexpr int pages_per_step = 2048;

tl::unexpected<base::status> failed(const std::string& doing, const std::string& why) {
  return base::fail(base::errc::internal, "destination", "cannot " + doing + ": " + why);
}

tl::unexpected<base::status> taken(const std::string& path) {
  return base::fail(base::errc::conflict, "destination",
                    "there is a file " + path + "; a backup is written to a new one");
}

/// The copy while it is being made. Nothing of it is left unless it gets its name.
class part_file {
 public:
  explicit part_file(std::string destination)
      : destination_(std::move(destination)), path_(destination_ + ".part") {}
  ~part_file() {
    if (file_ < 0) return;
    ::close(file_);
    for (const char* suffix : {"", "-journal", "-wal", "-shm"})
      ::unlink((path_ + suffix).c_str());
  }
  part_file(const part_file&) = delete;
  part_file& operator=(const part_file&) = delete;

  const std::string& path() const { return path_; }

  /// With the rights of the store, whose text it will hold.
  base::result<void> create(const std::string& store) {
    struct stat facts {};
    const auto mode = ::stat(store.c_str(), &facts) == 0 ? facts.st_mode & 0777 : 0600;
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file_ >= 0) return {};
    if (errno == EEXIST) return taken(path_);
    return failed("write " + path_, std::strerror(errno));
  }

  base::result<void> publish() {
    if (::fsync(file_) != 0) return failed("sync " + path_, std::strerror(errno));
    if (auto named = rename(); !named) return named;
    ::close(file_);
    file_ = -1;
    auto synced = sync_folder();
    if (!synced) ::unlink(destination_.c_str());
    return synced;
  }

 private:
  base::result<void> rename() const {
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, destination_.c_str(), RENAME_NOREPLACE) == 0)
      return {};
    if (errno == EEXIST) return taken(destination_);
    // Not every file system can refuse to replace.
    if (errno != EINVAL || std::filesystem::exists(destination_) ||
        ::rename(path_.c_str(), destination_.c_str()) != 0)
      return failed("write " + destination_, std::strerror(errno));
    return {};
  }

  base::result<void> sync_folder() const {
    const auto folder = std::filesystem::absolute(destination_).parent_path();
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = opened >= 0 && ::fsync(opened) == 0;
    const int why = errno;
    if (opened >= 0) ::close(opened);
    if (!synced) return failed("sync " + folder.string(), std::strerror(why));
    return {};
  }

  std::string destination_;
  std::string path_;
  int file_ = -1;
};

/// All pages as they are in the transaction that the store's connection has open.
void copy_pages(connection& store, connection& copy) {
  struct finish {
    void operator()(sqlite3_backup* b) const noexcept { sqlite3_backup_finish(b); }
  };
  const std::unique_ptr<sqlite3_backup, finish> copying{
      sqlite3_backup_init(copy.handle(), "main", store.handle(), "main")};
  if (!copying) throw failure::of(copy.handle(), "beginning the copy");
  int code = SQLITE_OK;
  while (code == SQLITE_OK) code = sqlite3_backup_step(copying.get(), pages_per_step);
  if (code != SQLITE_DONE)
    throw failure(code, std::string{"copying pages: "} + sqlite3_errstr(code));
}

/// Makes the copy a store of its own, and looks at it.
base::result<void> complete(connection& copy, std::int64_t version) {
  // A search index that lies where the copy is put one day is of another store.
  copy.run("UPDATE meta SET value = abs(random() / 2) + 1 WHERE name = 'store_id'");
  copy.run("PRAGMA journal_mode = DELETE");
  const auto found = version_of(copy);
  if (!found) return base::fail(found.error());
  statement check{copy.handle(), "PRAGMA quick_check(1)"};
  const auto text = check.step() ? std::string{check.text(0)} : std::string{"no answer"};
  if (text != "ok" || *found != version)
    return failed("use the copy", "it is damaged, as the store may be: " + text);
  return {};
}

base::result<void> copy(connection& store, const std::string& to, std::int64_t version,
                        const options& opts) {
  try {
    connection made{to, opts, access::probe};
    // It is synced when it is whole, and has no value before.
    made.run("PRAGMA synchronous = OFF");
    made.run("PRAGMA journal_mode = MEMORY");
    copy_pages(store, made);
    return complete(made, version);
  } catch (const failure& f) {
    return failed("write " + to, f.what());
  }
}

}  // namespace

base::result<void> backup(const std::string& path, const std::string& destination,
                          const options& opts) {
  std::error_code error;
  if (!std::filesystem::exists(path, error))
    return base::fail(base::errc::not_found, "store.uri", "there is no store at " + path);
  if (std::filesystem::exists(destination, error)) return taken(destination);
  part_file part{destination};
  try {
    // It may be a file of somebody else, which stays as it is.
    connection store{path, opts, access::probe};
    const auto version = version_of(store);
    if (!version) return base::fail(version.error());
    if (auto created = part.create(path); !created) return created;
    // From its first read on, what others write meanwhile is not seen.
    store.run("BEGIN");
    store.integer("SELECT count(*) FROM meta");
    if (auto copied = copy(store, part.path(), *version, opts); !copied) return copied;
    store.run("COMMIT");
  } catch (const failure& f) {
    return base::fail(f.to_status());
  }
  return part.publish();
}

}  // namespace parley::storage::sqlite
