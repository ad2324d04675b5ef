#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "harness/live_reader.hpp"

namespace parley::e2e {

/// Readers over one epoll: each comes back by itself when its connection ends, until it was told
/// something wrong. One thread.
class reader_pool {
 public:
  reader_pool();
  ~reader_pool();
  reader_pool(const reader_pool&) = delete;
  reader_pool& operator=(const reader_pool&) = delete;

  /// It is connected by the next steps.
  live_reader& add(live_reader::kind how, const std::string& session);

  /// Where the server is from now on; those that are connected stay so.
  void serve_at(const std::string& url);

  /// Waits at most so long for something to come, and handles it.
  void step(std::chrono::milliseconds limit = std::chrono::milliseconds{5});

  /// Steps until that is so; false: it was not in time, or a reader was told something wrong.
  bool run_until(const std::function<bool()>& reached, std::chrono::seconds limit);

  /// Cuts the connection of a random reader, with a reset or without; it stays away up to a second.
  void cut_one(std::mt19937_64& chance);

  const std::deque<live_reader>& readers() const { return readers_; }
  std::size_t open() const;  ///< readers whose stream is open
  /// What the first one was told wrongly; empty for none.
  const std::string& mistake() const { return mistake_; }
  std::uint64_t connects() const { return connects_; }

 private:
  using steady = std::chrono::steady_clock;
  struct place {
    int fd = -1;
    bool connecting = false;
  };

  void connect(std::size_t index);
  void handle(std::size_t index, std::uint32_t what);
  void end(std::size_t index, std::chrono::milliseconds back_in);

  int epoll_;
  std::uint16_t port_ = 0;
  std::deque<live_reader> readers_;
  std::vector<place> places_;
  std::multimap<steady::time_point, std::size_t> waiting_;  ///< until when who is away
  std::uint64_t connects_ = 0;
  std::string mistake_;
};

}  // namespace parley::e2e
