#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "parley/models/host.hpp"

namespace parley::models::host {

/// The summarizer of make_host: workers that call the function, and a watcher for the time that
/// jobs are given. Whoever takes a job out of `jobs_` ends it, so that it ends once.
class pool : public summarizer {
 public:
  pool(host_function function, const host_options& options);
  ~pool() override;

  /// To be called once before anything else; false when there are no threads for it.
  bool run();

  std::string_view name() const override { return options_.name; }
  ticket start(context::summary_job job, std::chrono::milliseconds within,
               summary_done done) override;
  void cancel(ticket which) override;

 private:
  using moment = std::chrono::steady_clock::time_point;

  struct task {
    context::summary_job job;
    summary_done done;
    moment deadline;
    std::stop_source stop;
  };
  using shared_task = std::shared_ptr<task>;

  void work();
  void watch();
  shared_task take_out(ticket which);
  void end(const shared_task& which, base::status why);
  base::result<std::string> call(const task& which) const;

  const host_function function_;
  const host_options options_;

  std::mutex mutex_;  ///< guards what follows, but for the threads
  std::condition_variable has_work_;
  std::condition_variable has_deadline_;
  std::map<ticket, shared_task> jobs_;  ///< not ended
  std::deque<ticket> queue_;            ///< not begun; some may have ended
  ticket last_ = 0;
  bool stopping_ = false;

  std::vector<std::thread> threads_;
};

}  // namespace parley::models::host
