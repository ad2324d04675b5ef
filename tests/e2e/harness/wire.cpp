#include "harness/wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <utility>

namespace parley::e2e {

wire::wire(const std::string& url, int receive_buffer)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0)
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return;
  ::close(fd_);
  throw std::runtime_error("nobody listens at " + url);
}

wire::~wire() {
  if (fd_ >= 0) ::close(fd_);
}

wire::wire(wire&& other) noexcept
    : in(std::move(other.in)), fd_(std::exchange(other.fd_, -1)), over_(other.over_) {}

wire& wire::operator=(wire&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(over_, other.over_);
  in.swap(other.in);
  return *this;
}

bool wire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool wire::fill(wait_limit limit) {
  pollfd p{fd_, POLLIN, 0};
  if (over_ || ::poll(&p, 1, static_cast<int>(limit.count())) != 1) return false;
  char bytes[16384];
  const auto n = ::recv(fd_, bytes, sizeof bytes, 0);
  if (n > 0)
    in.append(bytes, static_cast<std::size_t>(n));
  else
    over_ = true;
  return n > 0;
}

std::string wire::take_head() {
  std::size_t end = 0;
  while ((end = in.find("\r\n\r\n")) == std::string::npos)
    if (!fill()) return {};
  auto head = in.substr(0, end + 4);
  in.erase(0, end + 4);
  return head;
}

std::string wire::take(std::size_t count, wait_limit limit) {
  while (in.size() < count)
    if (!fill(limit)) break;
  auto some = in.substr(0, count);
  in.erase(0, some.size());
  return some;
}

std::string wire::take_line(wait_limit limit) {
  std::size_t end = 0;
  while ((end = in.find('\n')) == std::string::npos)
    if (!fill(limit)) return {};
  auto line = in.substr(0, end + 1);
  in.erase(0, end + 1);
  return line;
}

void wire::reset() {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(fd_, -1));
  over_ = true;
}

int status_of(const std::string& head) {
  return head.starts_with("HTTP/1.") && head.size() > 12 ? std::stoi(head.substr(9, 3)) : 0;
}

}  // namespace parley::e2e
