#include "progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace parley::tools {

namespace {
constexpr std::int64_t width = 40;
}

progress::progress(std::int64_t total_bytes)
    : total_(total_bytes), shown_(isatty(STDERR_FILENO) == 1) {}

progress::~progress() {
  if (shown_ && !last_.empty()) std::cerr << "\r\033[K" << std::flush;
}

void progress::at(std::int64_t bytes) {
  if (!shown_) return;
  std::string line;
  if (total_ > 0) {
    const auto done = std::min(bytes, total_);
    const auto filled = static_cast<std::size_t>(done * width / total_);
    line = "[" + std::string(filled, '#') + std::string(width - filled, '.') + "] " +
           std::to_string(done * 100 / total_) + " %";
  } else {
    line = std::to_string(bytes / 1024) + " KiB";
  }
  if (line == last_) return;
  last_ = line;
  std::cerr << '\r' << line << std::flush;
}

}  // namespace parley::tools
