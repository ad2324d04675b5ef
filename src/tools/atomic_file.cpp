#include "atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace parley::tools {

atomic_file::atomic_file(std::string path) : path_(std::move(path)) {}

atomic_file::~atomic_file() {
  if (file_ >= 0) ::close(file_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

tl::unexpected<base::status> atomic_file::failed(const char* what) const {
  return base::fail(base::errc::internal, "",
                    std::string{"cannot "} + what + " " + path_ + ": " + std::strerror(errno));
}

base::result<void> atomic_file::open() {
  std::string name = path_ + ".XXXXXX";
  file_ = ::mkstemp(name.data());
  if (file_ < 0) return failed("create");
  temporary_ = name;
  // mkstemp makes private files; a file that people asked for gets the usual mode.
  const auto mask = ::umask(0);
  ::umask(mask);
  if (::fchmod(file_, 0666 & ~mask) != 0) return failed("create");
  return {};
}

base::result<void> atomic_file::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::write(file_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failed("write");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

base::result<void> atomic_file::commit() {
  if (::fsync(file_) != 0) return failed("sync");
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return failed("replace");
  temporary_.clear();
  const auto parent = std::filesystem::absolute(path_).parent_path();
  const int folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return failed("sync the folder of");
  const bool synced = ::fsync(folder) == 0;
  ::close(folder);
  if (!synced) return failed("sync the folder of");
  return {};
}

}  // namespace parley::tools
