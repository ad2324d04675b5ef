#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "bench.hpp"
#include "parley/domain/creation.hpp"
#include "parley/storage/store.hpp"

namespace parley::benchmarks {

/// The store with the actors taken away: the same code, rows and pragmas, checks included.
class bare_store {
 public:
  bare_store(const std::string& uri, std::size_t sessions) : sessions_(sessions) {
    store_ = storage::open_store(uri, {}).value();
    log_ = store_->open_writer().value();
    std::vector<storage::submission> made;
    for (std::size_t i = 0; i < sessions; ++i) {
      domain::session_request request;
      request.session_id = "bench-" + std::to_string(i);
      request.participants = domain::implied_participants();
      storage::submission s;
      s.session = {"default", *request.session_id};
      s.epoch = log_->epoch();
      s.create = domain::create_session(request, "default", *request.session_id, std::nullopt,
                                        base::system_clock().now(), {})
                     .value();
      made.push_back(std::move(s));
    }
    for (const auto& outcome : log_->commit(made)) {
      if (outcome.kind != storage::commit::committed) std::abort();
      keys_.push_back({outcome.key, outcome.log, 0});
    }
  }

  storage::submission next(std::size_t session, std::uint64_t n) const {
    storage::submission s;
    s.session = {"default", "bench-" + std::to_string(session)};
    s.epoch = log_->epoch();
    s.key = keys_[session].key;
    s.log = keys_[session].log;
    s.expected_last_seq = keys_[session].head;
    s.parts.emplace_back();
    s.parts.back().entries.push_back(make_entry(n));
    return s;
  }

  void done(std::size_t session, const storage::outcome& outcome) {
    if (outcome.kind != storage::commit::committed) std::abort();
    keys_[session].head = outcome.head.last_seq;
  }

  storage::log_writer& log() { return *log_; }
  std::size_t sessions() const { return sessions_; }

 private:
  struct state {
    std::int64_t key, log, head;
  };
  std::size_t sessions_;
  std::unique_ptr<storage::store> store_;
  std::unique_ptr<storage::log_writer> log_;
  std::vector<state> keys_;
};

/// Rows per second of a loop that commits one row of each session, again and again.
inline double bare_loop(const std::string& uri, std::size_t batch, std::uint64_t rows) {
  bare_store store{uri, batch};
  const auto start = steady::now();
  std::uint64_t n = 0;
  std::vector<storage::submission> group;
  while (n < rows) {
    group.clear();
    for (std::size_t i = 0; i < batch; ++i) group.push_back(store.next(i, n++));
    const auto outcomes = store.log().commit(group);
    for (std::size_t i = 0; i < batch; ++i) store.done(i, outcomes[i]);
  }
  return static_cast<double>(n) / seconds_since(start);
}

/// Rows per second of a client thread and a writer thread with two queues between them: what
/// arrives during a commit is the next group.
inline double bare_group(const std::string& uri, std::size_t in_flight, std::uint64_t rows) {
  bare_store store{uri, in_flight};
  struct job {
    std::size_t session;
    storage::submission what;
  };
  std::mutex mutex;
  std::condition_variable to_writer, to_client;
  std::deque<job> queue;
  std::vector<std::pair<std::size_t, storage::outcome>> answers;
  bool stop = false;
  std::thread writer{[&] {
    std::vector<job> jobs;
    std::vector<storage::submission> group;
    for (;;) {
      {
        std::unique_lock lock{mutex};
        to_writer.wait(lock, [&] { return stop || !queue.empty(); });
        if (queue.empty()) return;
        jobs.assign(std::make_move_iterator(queue.begin()), std::make_move_iterator(queue.end()));
        queue.clear();
      }
      group.clear();
      for (auto& j : jobs) group.push_back(std::move(j.what));
      auto outcomes = store.log().commit(group);
      {
        std::lock_guard lock{mutex};
        for (std::size_t i = 0; i < jobs.size(); ++i)
          answers.emplace_back(jobs[i].session, std::move(outcomes[i]));
      }
      to_client.notify_one();
    }
  }};
  const auto start = steady::now();
  std::uint64_t sent = 0, done = 0;
  const auto send = [&](std::size_t session) {
    job j{session, store.next(session, sent++)};
    std::lock_guard lock{mutex};
    queue.push_back(std::move(j));
    to_writer.notify_one();
  };
  for (std::size_t i = 0; i < in_flight; ++i) send(i);
  std::vector<std::pair<std::size_t, storage::outcome>> taken;
  while (done < rows) {
    {
      std::unique_lock lock{mutex};
      to_client.wait(lock, [&] { return !answers.empty(); });
      taken.swap(answers);
    }
    for (auto& [session, outcome] : taken) {
      store.done(session, outcome);
      ++done;
      if (sent < rows) send(session);
    }
    taken.clear();
  }
  const auto rate = static_cast<double>(done) / seconds_since(start);
  {
    std::lock_guard lock{mutex};
    stop = true;
  }
  to_writer.notify_one();
  writer.join();
  return rate;
}

}  // namespace parley::benchmarks
