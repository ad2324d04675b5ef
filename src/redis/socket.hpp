#pragma once

#include "redis/options.hpp"
#include "redis/stream.hpp"

namespace parley::redis {

/// A connected TCP or Unix socket.
class socket : public stream {
 public:
  /// Connects to the first address that answers. Waits until then at most, but for the system's
  /// resolver of names.
  socket(const options& opts, time_point until);
  ~socket() override;
  socket(const socket&) = delete;
  socket& operator=(const socket&) = delete;

  std::size_t send(std::string_view bytes) override;
  std::size_t receive(char* into, std::size_t most) override;
  void wait(bool for_writing, time_point until) override;
  bool is_ready() override;

 private:
  void connect_path(const options& opts);
  void connect_host(const options& opts, time_point until);
  /// False: not in time.
  bool poll(short events, time_point until);

  int handle_ = -1;
};

}  // namespace parley::redis
