#include "parley/base/entropy.hpp"

#include <pthread.h>
#include <sys/random.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <utility>

namespace parley::base {

namespace {

/// Grows in a child process: buffers filled before the fork are its parent's.
std::atomic<unsigned> process_generation{0};

/// Random words of one thread. One system call fills 64 of them.
class buffer {
 public:
  std::uint64_t take() {
    const auto generation = process_generation.load(std::memory_order_relaxed);
    if (next_ == words_.size() || generation != generation_) {
      refill();
      generation_ = generation;
    }
    return std::exchange(words_[next_++], 0);  // what was given out is kept nowhere
  }

 private:
  void refill() {
    auto* const bytes = reinterpret_cast<unsigned char*>(words_.data());
    std::size_t filled = 0;
    while (filled < sizeof words_) {
      const auto got = getrandom(bytes + filled, sizeof words_ - filled, 0);
      if (got > 0) filled += static_cast<std::size_t>(got);
      // A machine without randomness cannot make ids that differ: there is no going on.
      if (got < 0 && errno != EINTR) std::abort();
    }
    next_ = 0;
  }

  std::array<std::uint64_t, 64> words_{};
  std::size_t next_ = words_.size();
  unsigned generation_ = 0;
};

class machine_entropy final : public entropy {
 public:
  machine_entropy() {
    pthread_atfork(nullptr, nullptr, [] { process_generation.fetch_add(1); });
  }

  std::uint64_t next() override {
    thread_local buffer words;
    return words.take();
  }
};

}  // namespace

entropy& system_entropy() {
  static machine_entropy instance;
  return instance;
}

}  // namespace parley::base
