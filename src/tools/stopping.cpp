#include "stopping.hpp"

#include <pthread.h>

#include <ctime>

namespace parley::tools {

sigset_t block_stopping() {
  sigset_t stopping;
  sigemptyset(&stopping);
  sigaddset(&stopping, SIGINT);
  sigaddset(&stopping, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stopping, nullptr);
  return stopping;
}

bool wait(const sigset_t& stopping, std::int64_t ms) {
  const timespec span{ms / 1000, (ms % 1000) * 1000000};
  return sigtimedwait(&stopping, nullptr, &span) < 0;
}

}  // namespace parley::tools
