#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace parley::redis {

/// Bytes to a server and back, without waiting but in `wait`. Used by one thread; throws
/// `failure::lost`.
class stream {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  virtual ~stream() = default;

  /// How many bytes were taken; 0: none can be now.
  virtual std::size_t send(std::string_view bytes) = 0;
  /// How many bytes came; 0: none are there.
  virtual std::size_t receive(char* into, std::size_t most) = 0;
  /// Something that was taken has still to be sent.
  virtual bool has_unsent() const { return false; }
  /// Until there is something to receive or, when that is wanted, sending is possible.
  virtual void wait(bool for_writing, time_point until) = 0;
  /// Something came unasked, be it the end.
  virtual bool is_ready() = 0;
};

}  // namespace parley::redis
