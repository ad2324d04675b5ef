#include "harness/wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <utility>

namespace parley::e2e {

struct wire::tls {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* link = SSL_new(context);

  tls() = default;
  tls(const tls&) = delete;
  tls& operator=(const tls&) = delete;
  ~tls() {
    SSL_free(link);
    SSL_CTX_free(context);
  }
};

wire::wire(const std::string& url, int receive_buffer)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0)
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bool there = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  if (there && url.starts_with("https://")) {
    tls_ = std::make_unique<tls>();
    there = SSL_set_fd(tls_->link, fd_) == 1 && SSL_connect(tls_->link) == 1;
  }
  if (there) return;
  ::close(fd_);
  throw std::runtime_error("nobody listens at " + url);
}

wire::~wire() {
  if (fd_ >= 0) ::close(fd_);
}

wire::wire(wire&& other) noexcept
    : in(std::move(other.in)),
      fd_(std::exchange(other.fd_, -1)),
      tls_(std::move(other.tls_)),
      over_(other.over_) {}

wire& wire::operator=(wire&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(tls_, other.tls_);
  std::swap(over_, other.over_);
  in.swap(other.in);
  return *this;
}

bool wire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = tls_ ? SSL_write(tls_->link, bytes.data(), static_cast<int>(bytes.size()))
                        : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

int wire::receive(char* into, int size) {
  if (tls_) return SSL_read(tls_->link, into, size);
  return static_cast<int>(::recv(fd_, into, static_cast<std::size_t>(size), 0));
}

bool wire::fill(wait_limit limit) {
  pollfd p{fd_, POLLIN, 0};
  const bool ready = tls_ && SSL_pending(tls_->link) > 0;
  if (over_ || (!ready && ::poll(&p, 1, static_cast<int>(limit.count())) != 1)) return false;
  char bytes[16384];
  const auto n = receive(bytes, sizeof bytes);
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
  tls_.reset();
  over_ = true;
}

int status_of(const std::string& head) {
  return head.starts_with("HTTP/1.") && head.size() > 12 ? std::stoi(head.substr(9, 3)) : 0;
}

}  // namespace parley::e2e
