#include "storage/tcp_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace parley::tests {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void no_delay(int socket) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// The peer learns at once, by a reset.
void close_hard(int socket) {
  if (socket < 0) return;
  const linger none{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  ::close(socket);
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

tcp_proxy::tcp_proxy(int server_port)
    : server_port_(server_port),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  auto address = loopback(0);
  socklen_t size = sizeof address;
  auto* name = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, name, size) != 0 || ::listen(listener_, 100) != 0 ||
      ::getsockname(listener_, name, &size) != 0)
    throw std::runtime_error("the proxy gets no port");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread{[this] { run(); }};
}

tcp_proxy::~tcp_proxy() {
  ended_ = true;
  wake();
  thread_.join();
  while (!lines_.empty()) reset(lines_.begin());
  ::close(listener_);
  ::close(wake_);
}

void tcp_proxy::cut() {
  cut_ = true;
  wake();
}

void tcp_proxy::stall(bool on) {
  stalled_ = on;
  wake();
}

void tcp_proxy::refuse(bool on) {
  refuses_ = on;
  wake();
}

void tcp_proxy::lose_answer_to(const std::string& words) {
  const std::lock_guard guard{mutex_};
  words_ = words;
  lost_ = false;
}

void tcp_proxy::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto ignored = ::write(wake_, &one, sizeof one);
}

void tcp_proxy::run() {
  while (!ended_) {
    if (cut_.exchange(false))
      while (!lines_.empty()) reset(lines_.begin());
    std::vector<pollfd> watched{{wake_, POLLIN, 0}};
    if (!stalled_) {
      watched.push_back({listener_, POLLIN, 0});
      for (const auto& [client, each] : lines_) {
        watched.push_back({client, POLLIN, 0});
        watched.push_back({each.server, POLLIN, 0});
      }
    }
    if (::poll(watched.data(), watched.size(), -1) < 0) continue;
    std::uint64_t calls = 0;
    [[maybe_unused]] const auto ignored = ::read(wake_, &calls, sizeof calls);
    if (stalled_ || cut_) continue;
    for (std::size_t i = 2; i + 1 < watched.size(); i += 2) {
      // Either side may have ended the line meanwhile.
      for (const auto side : {i, i + 1})
        if (const auto at = lines_.find(watched[i].fd);
            watched[side].revents != 0 && at != lines_.end())
          pass(at, side == i);
    }
    if (watched.size() > 1 && watched[1].revents != 0) accept();
  }
}

void tcp_proxy::accept() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = loopback(server_port_);
  if (refuses_ ||
      ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close_hard(client);
    close_hard(server);
    return;
  }
  no_delay(client);
  no_delay(server);
  ++accepted_;
  lines_[client] = {server, false};
}

void tcp_proxy::pass(lines::iterator at, bool from_client) {
  std::array<char, 65536> buffer{};
  const auto& [client, each] = *at;
  const auto n = ::recv(from_client ? client : each.server, buffer.data(), buffer.size(), 0);
  if (n <= 0) return reset(at);
  const std::string_view bytes{buffer.data(), static_cast<std::size_t>(n)};
  if (from_client) {
    const std::lock_guard guard{mutex_};
    if (!words_.empty() && bytes.find(words_) != std::string_view::npos) {
      at->second.losing = true;
      words_.clear();
    }
  } else if (each.losing) {
    lost_ = true;
    return reset(at);
  }
  if (!send_all(from_client ? each.server : client, bytes)) reset(at);
}

void tcp_proxy::reset(lines::iterator at) {
  close_hard(at->first);
  close_hard(at->second.server);
  lines_.erase(at);
}

}  // namespace parley::tests
