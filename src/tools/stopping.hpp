#pragma once

#include <csignal>
#include <cstdint>

namespace parley::tools {

/// SIGINT and SIGTERM, from now on blocked in this thread and in those that it starts: they end a
/// wait, and nothing else. For commands that go on until somebody has enough.
sigset_t block_stopping();

/// Waits; false when the program is asked to stop.
bool wait(const sigset_t& stopping, std::int64_t ms);

}  // namespace parley::tools
