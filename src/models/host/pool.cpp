#include "models/host/pool.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "models/answer.hpp"

namespace parley::models::host {

pool::pool(host_function function, const host_options& options)
    : function_(std::move(function)), options_(options) {}

pool::~pool() {
  std::map<ticket, shared_task> left;
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    left.swap(jobs_);
  }
  has_work_.notify_all();
  has_deadline_.notify_all();
  for (const auto& [which, one] : left) end(one, stopping());
  for (auto& thread : threads_) thread.join();
}

bool pool::run() {
  try {
    for (std::int64_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
    threads_.emplace_back([this] { watch(); });
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

summarizer::ticket pool::start(context::summary_job job, std::chrono::milliseconds within,
                               summary_done done) {
  // A day is longer than anybody waits, and short enough to be added to.
  const auto time = std::min<std::chrono::milliseconds>(within, std::chrono::hours{24});
  auto one = std::make_shared<task>(
      task{std::move(job), std::move(done), std::chrono::steady_clock::now() + time, {}});
  base::status refused;
  ticket mine = 0;
  {
    const std::lock_guard lock{mutex_};
    mine = ++last_;
    const auto most = static_cast<std::size_t>(options_.threads + options_.waiting_max);
    if (time.count() <= 0) {
      refused = out_of_time();
    } else if (stopping_) {
      refused = stopping();
    } else if (jobs_.size() >= most) {
      refused = too_many_waiting(static_cast<std::size_t>(options_.waiting_max));
    } else {
      jobs_.emplace(mine, one);
      queue_.push_back(mine);
    }
  }
  if (!refused.text.empty()) {
    one->done(base::fail(std::move(refused)));
    return mine;
  }
  has_work_.notify_one();
  has_deadline_.notify_one();
  return mine;
}

void pool::cancel(ticket which) {
  if (const auto one = take_out(which)) end(one, cancelled());
}

pool::shared_task pool::take_out(ticket which) {
  const std::lock_guard lock{mutex_};
  const auto found = jobs_.extract(which);
  return found ? found.mapped() : nullptr;
}

void pool::end(const shared_task& which, base::status why) {
  which->stop.request_stop();
  which->done(base::fail(std::move(why)));
}

base::result<std::string> pool::call(const task& which) const {
  try {
    auto text = function_(which.job, which.stop.get_token());
    if (!text) return text;
    return checked_answer(std::move(*text), "The host's summarizer");
  } catch (...) {
    return base::fail(base::errc::unavailable, "", "The host's summarizer threw an exception.");
  }
}

void pool::work() {
  std::unique_lock lock{mutex_};
  while (true) {
    has_work_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    const auto mine = queue_.front();
    queue_.pop_front();
    const auto found = jobs_.find(mine);
    if (found == jobs_.end()) continue;
    const auto one = found->second;
    lock.unlock();
    auto text = call(*one);
    if (take_out(mine)) one->done(std::move(text));
    lock.lock();
  }
}

void pool::watch() {
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    const auto next = std::min_element(
        jobs_.begin(), jobs_.end(),
        [](const auto& a, const auto& b) { return a.second->deadline < b.second->deadline; });
    if (next == jobs_.end()) {
      has_deadline_.wait(lock);
    } else if (next->second->deadline > std::chrono::steady_clock::now()) {
      const auto until = next->second->deadline;
      has_deadline_.wait_until(lock, until);
    } else {
      const auto late = next->second;
      jobs_.erase(next);
      lock.unlock();
      end(late, out_of_time());
      lock.lock();
    }
  }
}

}  // namespace parley::models::host

namespace parley::models {

base::result<std::unique_ptr<summarizer>> make_host(host_function function,
                                                    const host_options& options) {
  const auto wrong = [](const char* what) {
    return base::fail(base::errc::invalid_argument, "summarizer", what);
  };
  if (!function) return wrong("A host's summarizer has a function.");
  if (options.name.empty() || options.name.size() > 256)
    return wrong("A host's summarizer has a name of 1 to 256 bytes.");
  if (options.threads < 1 || options.threads > 64)
    return wrong("A host's summarizer has 1 to 64 threads.");
  if (options.waiting_max < 0 || options.waiting_max > 1000000)
    return wrong("From 0 to 1000000 jobs may wait for a host's summarizer.");
  auto made = std::make_unique<host::pool>(std::move(function), options);
  if (!made->run())
    return base::fail(base::errc::unavailable, "", "There are no threads for a summarizer.");
  return made;
}

}  // namespace parley::models
