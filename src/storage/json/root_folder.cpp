#include "storage/json/root_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace parley::storage::json {
namespace {

/// 0, or what is wrong.
int sync_name_of(const std::filesystem::path& folder) {
  const int above = ::open(folder.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (above < 0) return errno;
  const int error = ::fsync(above) == 0 ? 0 : errno;
  ::close(above);
  return error;
}

tl::unexpected<base::status> failed(const std::string& path, const std::string& why) {
  return base::fail(base::errc::unavailable, "store.uri",
                    "cannot make the folder " + path + ": " + why);
}

}  // namespace

base::result<std::string> make_root(const std::string& path) {
  std::error_code error;
  const bool made = std::filesystem::create_directory(path, error);
  if (error || !std::filesystem::is_directory(path, error)) return failed(path, error.message());
  const auto full = std::filesystem::canonical(path, error);
  if (error) return failed(path, error.message());
  const int unsynced = sync_name_of(full);
  if (unsynced == 0 || (!made && unsynced == EACCES)) return full.string();
  return failed(path, std::string{"its name cannot be synced: "} + std::strerror(unsynced));
}

}  // namespace parley::storage::json
