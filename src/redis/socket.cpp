#include "redis/socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "redis/failure.hpp"

namespace parley::redis {
namespace {

using clock = std::chrono::steady_clock;

[[noreturn]] void lose(const std::string& doing, int error) {
  throw failure::lost(doing + ": " + std::generic_category().message(error));
}

void set(int handle, int level, int option, int value) {
  ::setsockopt(handle, level, option, &value, sizeof value);
}

/// A network that swallows everything is noticed by the system as well as by deadlines.
void set_up(int handle, const options& opts) {
  constexpr int idle_s = 10;
  constexpr int interval_s = 5;
  constexpr int probes = 3;
  set(handle, IPPROTO_TCP, TCP_NODELAY, 1);
  set(handle, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(handle, IPPROTO_TCP, TCP_KEEPIDLE, idle_s);
  set(handle, IPPROTO_TCP, TCP_KEEPINTVL, interval_s);
  set(handle, IPPROTO_TCP, TCP_KEEPCNT, probes);
  set(handle, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(opts.deadline.count()));
}

bool is_later(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

socket::socket(const options& opts, time_point until) {
  try {
    if (opts.path.empty())
      connect_host(opts, until);
    else
      connect_path(opts);
  } catch (...) {
    if (handle_ >= 0) ::close(handle_);
    throw;
  }
}

socket::~socket() { ::close(handle_); }

void socket::connect_path(const options& opts) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (opts.path.size() >= sizeof address.sun_path)
    throw failure::lost("connecting to the server: the path of its socket is too long");
  std::memcpy(address.sun_path, opts.path.data(), opts.path.size());
  handle_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (handle_ < 0 || ::connect(handle_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    lose("connecting to the server", errno);
}

void socket::connect_host(const options& opts, time_point until) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const auto port = std::to_string(opts.port);
  if (const int error = ::getaddrinfo(opts.host.c_str(), port.c_str(), &wanted, &list); error != 0)
    throw failure::lost(std::string("looking up the server: ") + ::gai_strerror(error));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> found{list, &::freeaddrinfo};
  int error = 0;
  for (const auto* each = found.get(); each; each = each->ai_next) {
    if (handle_ >= 0) ::close(handle_);
    handle_ = ::socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    error = errno;
    if (handle_ < 0) continue;
    error = ::connect(handle_, each->ai_addr, each->ai_addrlen) == 0 ? 0 : errno;
    if (error == EINPROGRESS) {
      // What is left of the time is shared with the addresses that follow.
      const auto now = clock::now();
      socklen_t size = sizeof error;
      if (!poll(POLLOUT, each->ai_next ? now + (until - now) / 2 : until))
        error = ETIMEDOUT;
      else
        ::getsockopt(handle_, SOL_SOCKET, SO_ERROR, &error, &size);
    }
    if (error == 0) return set_up(handle_, opts);
  }
  lose("connecting to the server", error);
}

bool socket::poll(short events, time_point until) {
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now()).count();
    if (left <= 0) return false;
    pollfd watched{handle_, events, 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(left) + 1);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) lose("waiting for the server", errno);
  }
}

std::size_t socket::send(std::string_view bytes) {
  if (bytes.empty()) return 0;
  const auto sent = ::send(handle_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent >= 0) return static_cast<std::size_t>(sent);
  if (is_later(errno)) return 0;
  lose("writing to the server", errno);
}

std::size_t socket::receive(char* into, std::size_t most) {
  const auto got = ::recv(handle_, into, most, 0);
  if (got > 0) return static_cast<std::size_t>(got);
  if (got == 0) throw failure::lost("the server closed the connection");
  if (is_later(errno)) return 0;
  lose("reading from the server", errno);
}

void socket::wait(bool for_writing, time_point until) {
  if (!poll(static_cast<short>(POLLIN | (for_writing ? POLLOUT : 0)), until))
    throw failure::lost("the server did not answer in time");
}

bool socket::is_ready() {
  pollfd watched{handle_, POLLIN, 0};
  return ::poll(&watched, 1, 0) != 0;
}

}  // namespace parley::redis
