#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <span>

#include "parley/storage/store.hpp"

namespace parley::testing {

/// What happens to one commit.
enum class commit_fault {
  none,      ///< it goes through
  reject,    ///< nothing is written; every outcome is `rejected`, `unavailable`
  lost,      ///< nothing is written; every outcome is `unknown`
  written,   ///< it is written; every outcome is `unknown`
  late,      ///< every outcome is `unknown`; it is written when the next commit comes, before that
  conflict,  ///< nothing is written; every outcome is `rejected`, `conflict` (as if the head moved)
};

/// Tells a faulty store what to do, and what was done. All methods may be called from any thread;
/// the store that is steered keeps a reference to it.
class fault_script {
 public:
  /// For the next commits, one each, in order; those after them go through.
  void push(commit_fault fault);

  /// Every commit is rejected with `unavailable` until it is set back. Pushed faults are kept.
  void commits_unavailable(bool on);

  /// Every read fails with `unavailable` until it is set back.
  void reads_unavailable(bool on);

  /// Commits wait inside the store until `release`. Only for a writer on its own thread.
  void stall();
  void release();

  /// Waits until a commit is held by `stall`.
  void await_stalled();

  /// Called at the start of every commit, on the writer's thread, with its batch. In a
  /// single-threaded test this is the place where things happen "meanwhile".
  using hook = std::function<void(std::span<const storage::submission>)>;
  void before_commit(hook f);

  /// Called at the start of every read, on the reader's thread; false: it fails with `unavailable`.
  void before_read(std::function<bool()> f);

  std::size_t commits() const;      ///< calls of commit so far
  std::size_t submissions() const;  ///< submissions in them
  std::size_t reads() const;        ///< calls of reader and catalog methods so far

  // The store's side.
  commit_fault enter_commit(std::span<const storage::submission> batch);
  bool enter_read();

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<commit_fault> faults_;
  hook before_commit_;
  std::function<bool()> before_read_;
  bool commits_unavailable_ = false;
  bool reads_unavailable_ = false;
  bool stalled_ = false;
  std::size_t waiting_ = 0;
  std::size_t commits_ = 0;
  std::size_t submissions_ = 0;
  std::size_t reads_ = 0;
};

/// A store that does what `inner` does, except where the script says otherwise.
std::unique_ptr<storage::store> make_faulty_store(std::unique_ptr<storage::store> inner,
                                                  std::shared_ptr<fault_script> script);

}  // namespace parley::testing
