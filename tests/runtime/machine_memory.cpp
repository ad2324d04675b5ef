#define CAF_SUITE machine_memory
#include <caf/test/unit_test.hpp>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "runtime/machine_memory.hpp"

// How much memory this process may use.

using parley::runtime::usable_memory;
namespace fs = std::filesystem;

namespace {

struct fixture {
  fs::path root = fs::temp_directory_path() / ("parley-cgroups-" + std::to_string(getpid()));

  ~fixture() { fs::remove_all(root); }
  void write(const std::string& file, const std::string& text) {
    fs::create_directories((root / file).parent_path());
    std::ofstream{root / file} << text << "\n";
  }
};

}  // namespace

CAF_TEST_FIXTURE_SCOPE(machine_memory_tests, fixture)

CAF_TEST(the least limit of a group and those above it counts) {
  write("a/memory.max", "3000");
  write("a/b/memory.max", "max");
  write("memory/d/memory.limit_in_bytes", "2000");
  const struct {
    std::string cgroups;
    std::int64_t usable;
  } cases[] = {
      {"", 5000},
      {"0::/\n", 5000},
      {"0::/a/b\n", 3000},
      {"0::/a\n", 3000},
      {"0::/gone\n", 5000},
      {"4:cpu,memory:/d/e\n0::/a\n", 2000},
      {"4:cpu:/d\n", 5000},
      {"nonsense\n", 5000},
  };
  for (const auto& c : cases)
    if (usable_memory(5000, c.cgroups, root) != c.usable)
      CAF_ERROR(c.cgroups << " gives " << usable_memory(5000, c.cgroups, root));
  CAF_CHECK(usable_memory(1000, "0::/a/b\n", root) == 1000);
}

CAF_TEST(this machine has some) { CAF_CHECK(usable_memory() > (16 << 20)); }

CAF_TEST_FIXTURE_SCOPE_END()
