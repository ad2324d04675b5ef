#define CAF_SUITE backup_power
#include "caf/test/unit_test.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/storage/maintenance.hpp"
#include "storage/growing_store.hpp"

// Whenever the power fails, the name of a backup stands for a whole one or for nothing. A file has
// what was synced, and a folder the names that were when it was synced: so all of the file is synced
// before it gets its name, and the folder before the backup is said to be there.

using namespace parley;

namespace {

std::string content_of(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// What this process asks of the disk, in order.
struct disk_log {
  std::vector<std::string> steps;
  std::string synced;                ///< what the part file held when it was synced last
  std::optional<std::size_t> fails;  ///< the step that does

  bool take(std::string step) {
    steps.push_back(std::move(step));
    return fails != steps.size() - 1;
  }
};

disk_log* watching = nullptr;

std::string path_of(int file) {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file), error).string();
}

}  // namespace

// In place of those of the C library, for everything that is linked into this program.

extern "C" int fsync(int file) {
  if (watching) {
    const auto path = path_of(file);
    const bool is_part = path.ends_with(".part");
    if (is_part) watching->synced = content_of(path);
    if ((is_part || std::filesystem::is_directory(path)) &&
        !watching->take(is_part ? "sync file" : "sync folder")) {
      errno = EIO;
      return -1;
    }
  }
  return static_cast<int>(::syscall(SYS_fsync, file));
}

extern "C" int renameat2(int from_folder, const char* from, int to_folder, const char* to,
                         unsigned int flags) noexcept {
  if (watching && !watching->take("rename")) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_renameat2, from_folder, from, to_folder, to, flags));
}

CAF_TEST(a_backup_gets_its_name_when_all_of_it_is_on_the_disk) {
  tests::growing_store s;
  for (int i = 0; i < 5; ++i) s.append(500);
  disk_log log;
  watching = &log;
  const auto made = storage::backup_store(s.uri(), s.folder.path("copy"));
  watching = nullptr;
  CAF_REQUIRE(made.has_value());
  CAF_CHECK(log.steps == (std::vector<std::string>{"sync file", "rename", "sync folder"}));
  CAF_CHECK(log.synced == content_of(s.folder.path("copy")));
  // What a power loss leaves of it is a store.
  std::ofstream{s.folder.path("survived"), std::ios::binary} << log.synced;
  const auto seen = storage::inspect_store("sqlite:" + s.folder.path("survived"), {}, {});
  CAF_REQUIRE(seen.has_value());
  CAF_CHECK(seen->clean());
  CAF_CHECK_EQUAL(seen->messages, 2500);
}

CAF_TEST(a_backup_that_cannot_be_synced_is_none) {
  tests::growing_store s;
  s.append(10);
  for (std::size_t step = 0; step < 3; ++step) {
    disk_log log;
    log.fails = step;
    watching = &log;
    const auto made = storage::backup_store(s.uri(), s.folder.path("copy"));
    watching = nullptr;
    CAF_REQUIRE(!made);
    CAF_CHECK(made.error().code == base::errc::internal);
    CAF_CHECK(!std::filesystem::exists(s.folder.path("copy")));
    CAF_CHECK(!std::filesystem::exists(s.folder.path("copy.part")));
  }
  CAF_CHECK(storage::backup_store(s.uri(), s.folder.path("copy")).has_value());
}
