#include "runtime/machine_memory.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

namespace parley::runtime {

namespace {

std::optional<std::int64_t> limit_in(const std::filesystem::path& file) {
  std::int64_t value = 0;
  // No file at the root, the word `max` where there is no limit.
  if (std::ifstream{file} >> value) return value;
  return std::nullopt;
}

/// The least limit of the group and all above it.
std::int64_t least(std::int64_t known, const std::filesystem::path& root, std::string group,
                   const char* file) {
  while (true) {
    const auto place = root / std::filesystem::path{group}.relative_path() / file;
    known = std::min(known, limit_in(place).value_or(known));
    const auto slash = group.rfind('/');
    if (slash == std::string::npos || group == "/") return known;
    group = slash == 0 ? "/" : group.substr(0, slash);
  }
}

}  // namespace

std::int64_t usable_memory(std::int64_t machine, const std::string& cgroups,
                           const std::filesystem::path& root) {
  auto usable = machine;
  std::istringstream lines{cgroups};
  for (std::string line; std::getline(lines, line);) {
    // hierarchy:controllers:path; no controllers: version 2.
    const auto first = line.find(':');
    const auto second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const auto controllers = line.substr(first + 1, second - first - 1);
    const auto group = line.substr(second + 1);
    if (controllers.empty()) usable = least(usable, root, group, "memory.max");
    if (("," + controllers + ",").find(",memory,") != std::string::npos)
      usable = least(usable, root / "memory", group, "memory.limit_in_bytes");
  }
  return usable;
}

std::int64_t usable_memory() {
  const auto machine = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) *
                       static_cast<std::int64_t>(sysconf(_SC_PAGESIZE));
  std::ifstream in{"/proc/self/cgroup"};
  return usable_memory(machine, {std::istreambuf_iterator<char>{in}, {}}, "/sys/fs/cgroup");
}

}  // namespace parley::runtime
