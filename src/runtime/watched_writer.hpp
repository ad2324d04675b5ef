#pragma once

#include <atomic>
#include <memory>

#include "parley/storage/log.hpp"

namespace parley::runtime {

/// Whether this process still owns its store, as far as a commit has told. Used by any thread.
class ownership {
 public:
  bool holds() const { return !lost_.load(std::memory_order_relaxed); }
  /// For good.
  void lose() { lost_.store(true, std::memory_order_relaxed); }

 private:
  std::atomic<bool> lost_ = false;
};

/// The same writer, which notes when the store refuses a commit because another process owns it
/// now: before anybody is told of that commit.
std::unique_ptr<storage::log_writer> watched(std::unique_ptr<storage::log_writer> writer,
                                             std::shared_ptr<ownership> of);

}  // namespace parley::runtime
