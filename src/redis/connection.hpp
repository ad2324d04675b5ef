#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "redis/commands.hpp"
#include "redis/options.hpp"
#include "redis/reply.hpp"
#include "redis/stream.hpp"

struct redisReader;

namespace parley::redis {

/// One connection to a server. Used by one thread; every method throws `failure`. Nothing waits
/// longer than the deadlines of the options, but for the system's resolver of names. After a
/// failure that `is_lost` there is nothing to do with it but to make another.
class connection {
 public:
  /// Connects, says who asks (AUTH) and selects the database.
  explicit connection(const options& opts);
  ~connection();

  /// Sends all of them and takes all answers, which may be errors: one round trip. Empty: nothing
  /// happens. `patience` comes on top of the deadline, for commands that wait at the server.
  replies exchange(const commands& asked, std::chrono::milliseconds patience = {});

  /// The answer to one command; an error is thrown.
  reply ask(const commands& asked, std::chrono::milliseconds patience = {});

  /// No error so far and, as far as can be seen without asking, the server is still there.
  bool usable();

 private:
  struct free_reader {
    void operator()(redisReader* r) const noexcept;
  };

  replies exchange_until(const commands& asked, stream::time_point until);
  /// The next answer that came in whole; false: there is none yet.
  bool next(reply& into);

  std::chrono::milliseconds deadline_;
  std::unique_ptr<stream> stream_;
  std::unique_ptr<redisReader, free_reader> reader_;
  std::string buffer_;
  bool lost_ = false;
};

}  // namespace parley::redis
