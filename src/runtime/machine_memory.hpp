#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace parley::runtime {

/// Bytes of memory that this process may use: the machine's, or its control group's when that is
/// less. `cgroups` is the text of /proc/self/cgroup and `root` where groups are mounted (version 2,
/// or 1 with its `memory` folder); a group without a limit is none.
std::int64_t usable_memory(std::int64_t machine, const std::string& cgroups,
                           const std::filesystem::path& root);

/// The same, of this process on this machine.
std::int64_t usable_memory();

}  // namespace parley::runtime
