#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "storage/json/disk.hpp"

namespace parley::storage::json {
namespace {

/// Closes what it holds.
class descriptor {
 public:
  explicit descriptor(int number) : number_(number) {}
  descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

constexpr std::int64_t retry_after_ms = 1000;

/// What a name leads to: the open folder that has it, and its last part.
struct place {
  descriptor folder;
  std::string part;
};

class machine : public disk {
 public:
  explicit machine(std::string root) : root_(std::move(root)) {}

  base::result<std::optional<std::string>> read_upto(const std::string& name,
                                                     std::size_t bytes_max) override {
    auto at = find(name);
    if (!at.folder) return absent_or_failed<std::optional<std::string>>("read", name);
    const descriptor file{
        ::openat(at.folder.get(), at.part.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)};
    if (!file && is_of_the_file(errno)) return unreadable(name, std::strerror(errno));
    if (!file) return absent_or_failed<std::optional<std::string>>("read", name);
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0) return failed("read", name);
    if (!S_ISREG(facts.st_mode)) return unreadable(name, "it is no regular file");
    const auto size = static_cast<std::size_t>(facts.st_size);
    if (size > bytes_max)
      return unreadable(name, "it has " + std::to_string(size) + " bytes, at most " +
                                  std::to_string(bytes_max) + " are allowed");
    std::string bytes(size, '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
      const auto n = ::read(file.get(), bytes.data() + done, bytes.size() - done);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failed("read", name);
      if (n == 0) break;
      done += static_cast<std::size_t>(n);
    }
    bytes.resize(done);
    return bytes;
  }

  base::result<void> write(const std::string& name, std::string_view bytes) override {
    const auto at = find(name);
    if (!at.folder) return failed("write", name);
    const descriptor file{::openat(at.folder.get(), at.part.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644)};
    if (!file) return failed("write", name);
    while (!bytes.empty()) {
      const auto n = ::write(file.get(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failed("write", name);
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::fsync(file.get()) != 0) return failed("sync", name);
    return {};
  }

  base::result<void> rename(const std::string& from, const std::string& to) override {
    const auto old = find(from);
    const auto wanted = find(to);
    if (!old.folder || !wanted.folder ||
        ::renameat(old.folder.get(), old.part.c_str(), wanted.folder.get(), wanted.part.c_str()) !=
            0)
      return failed("rename", from);
    return {};
  }

  base::result<void> remove(const std::string& name) override {
    const auto at = find(name);
    const bool gone = at.folder && ::unlinkat(at.folder.get(), at.part.c_str(), 0) == 0;
    if (!gone && errno != ENOENT) return failed("remove", name);
    return {};
  }

  base::result<void> make_folder(const std::string& name) override {
    const auto at = find(name);
    if (!at.folder) return failed("make", name);
    if (::mkdirat(at.folder.get(), at.part.c_str(), 0755) == 0) return {};
    if (errno != EEXIST || !open_folder(name)) return failed("make", name);
    return {};
  }

  base::result<void> sync_folder(const std::string& name) override {
    const auto folder = open_folder(name);
    if (!folder || ::fsync(folder.get()) != 0) return failed("sync", name);
    return {};
  }

  base::result<std::vector<entry>> list(const std::string& name) override {
    auto folder = open_folder(name);
    if (!folder) return absent_or_failed<std::vector<entry>>("list", name);
    auto* stream = ::fdopendir(folder.get());
    if (!stream) return failed("list", name);
    folder.release();
    std::vector<entry> found;
    for (;;) {
      // Only so the end differs from a failure; and what vanished in between has set it.
      errno = 0;
      const auto* each = ::readdir(stream);
      if (!each) break;
      const std::string part = each->d_name;
      struct stat facts {};
      if (part == "." || part == "..") continue;
      if (::fstatat(::dirfd(stream), part.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) continue;
      found.push_back({part, S_ISREG(facts.st_mode)   ? kind::file
                             : S_ISDIR(facts.st_mode) ? kind::folder
                                                      : kind::other});
    }
    const auto error = errno;
    ::closedir(stream);
    if (error != 0) return failed("list", name, error);
    std::sort(found.begin(), found.end(),
              [](const entry& a, const entry& b) { return a.name < b.name; });
    return found;
  }

 private:
  tl::unexpected<base::status> failed(const char* doing, const std::string& name,
                                      int error = errno) const {
    const auto path = name.empty() ? root_ : root_ + "/" + name;
    return base::fail(base::errc::unavailable, "",
                      std::string{"cannot "} + doing + " " + path + ": " + std::strerror(error),
                      retry_after_ms);
  }

  /// What is wrong with one file and not with the disk.
  static bool is_of_the_file(int error) {
    return error == EACCES || error == EPERM || error == ELOOP || error == ENXIO;
  }

  tl::unexpected<base::status> unreadable(const std::string& name, const std::string& why) const {
    return base::fail(base::errc::invalid_argument, "",
                      "cannot read " + root_ + "/" + name + ": " + why);
  }

  template <class T>
  base::result<T> absent_or_failed(const char* doing, const std::string& name) const {
    if (errno == ENOENT) return T{};
    return failed(doing, name);
  }

  /// Follows no link, but for the root's own. errno says what is wrong.
  descriptor open_folder(const std::string& name) const {
    constexpr int how = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    descriptor at{::open(root_.c_str(), how)};
    for (std::size_t from = 0; at && from < name.size();) {
      const auto to = std::min(name.find('/', from), name.size());
      const auto part = name.substr(from, to - from);
      if (part.empty() || part == "." || part == "..") {
        errno = EINVAL;
        return descriptor{-1};
      }
      at = descriptor{::openat(at.get(), part.c_str(), how | O_NOFOLLOW)};
      from = to + 1;
    }
    return at;
  }

  place find(const std::string& name) const {
    const auto folder = folder_of(name);
    const auto part = folder.empty() ? name : name.substr(folder.size() + 1);
    if (part.empty() || part == "." || part == "..") {
      errno = EINVAL;
      return {descriptor{-1}, {}};
    }
    return {open_folder(folder), part};
  }

  std::string root_;
};

}  // namespace

std::unique_ptr<disk> posix_disk(std::string root) {
  return std::make_unique<machine>(std::move(root));
}

}  // namespace parley::storage::json
