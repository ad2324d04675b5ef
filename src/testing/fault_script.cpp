#include <utility>

#include "parley/testing/faulty_store.hpp"

namespace parley::testing {

void fault_script::push(commit_fault fault) {
  std::lock_guard guard{mutex_};
  faults_.push_back(fault);
}

void fault_script::commits_unavailable(bool on) {
  std::lock_guard guard{mutex_};
  commits_unavailable_ = on;
}

void fault_script::reads_unavailable(bool on) {
  std::lock_guard guard{mutex_};
  reads_unavailable_ = on;
}

void fault_script::stall() {
  std::lock_guard guard{mutex_};
  stalled_ = true;
}

void fault_script::release() {
  std::lock_guard guard{mutex_};
  stalled_ = false;
  changed_.notify_all();
}

void fault_script::await_stalled() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this] { return stalled_ && waiting_ > 0; });
}

void fault_script::before_commit(hook f) {
  std::lock_guard guard{mutex_};
  before_commit_ = std::move(f);
}

void fault_script::before_read(std::function<bool()> f) {
  std::lock_guard guard{mutex_};
  before_read_ = std::move(f);
}

std::size_t fault_script::commits() const {
  std::lock_guard guard{mutex_};
  return commits_;
}

std::size_t fault_script::submissions() const {
  std::lock_guard guard{mutex_};
  return submissions_;
}

std::size_t fault_script::reads() const {
  std::lock_guard guard{mutex_};
  return reads_;
}

commit_fault fault_script::enter_commit(std::span<const storage::submission> batch) {
  std::unique_lock lock{mutex_};
  ++commits_;
  submissions_ += batch.size();
  if (auto call = before_commit_) {
    // Without the lock: the hook may steer the script.
    lock.unlock();
    call(batch);
    lock.lock();
  }
  ++waiting_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return !stalled_; });
  --waiting_;
  if (commits_unavailable_) return commit_fault::reject;
  if (faults_.empty()) return commit_fault::none;
  const auto next = faults_.front();
  faults_.pop_front();
  return next;
}

bool fault_script::enter_read() {
  std::unique_lock lock{mutex_};
  ++reads_;
  if (reads_unavailable_) return false;
  const auto call = before_read_;
  lock.unlock();
  return !call || call();
}

}  // namespace parley::testing
