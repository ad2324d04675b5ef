#include "models/fake_endpoint.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "models/certificates.hpp"
#include "parley/domain/json.hpp"

namespace parley::tests {

using domain::json;

std::string http(int code, const std::string& body, const std::string& headers) {
  return "HTTP/1.1 " + std::to_string(code) + " Said\r\nContent-Type: application/json\r\n" +
         "Content-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

std::string completion(const std::string& text) {
  const json message{{"role", "assistant"}, {"content", text}};
  return http(200,
              json{{"id", "chatcmpl-1"},
                   {"object", "chat.completion"},
                   {"choices",
                    json::array({{{"index", 0}, {"message", message}, {"finish_reason", "stop"}}})},
                   {"usage", {{"total_tokens", 12}}}}
                  .dump());
}

std::string api_error(int code, const std::string& error, const std::string& headers) {
  return http(
      code,
      json{{"error", {{"message", "It was " + error}, {"type", "error"}, {"code", error}}}}.dump(),
      headers);
}

bool exchange::send(std::string_view bytes) {
  while (open_ && !bytes.empty()) {
    const auto sent = tls_ ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                           : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) open_ = false;
    if (open_) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return open_;
}

void exchange::close() {
  if (tls_) SSL_shutdown(tls_);
  ::shutdown(fd_, SHUT_RDWR);
  open_ = false;
}

void exchange::reset() {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  open_ = false;
}

bool exchange::closed_within(std::chrono::milliseconds within) {
  pollfd one{fd_, POLLRDHUP, 0};
  return ::poll(&one, 1, static_cast<int>(within.count())) != 0;
}

void exchange::until_closed() {
  closed_within(std::chrono::seconds{30});
  open_ = false;
}

fake_endpoint::fake_endpoint(behaviour answer, const std::string& certificate,
                             const std::string& key)
    : answer_(std::move(answer)) {
  if (!certificate.empty()) tls_ = server_context(certificate, key);
  listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t bytes = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), bytes) != 0 ||
      ::listen(listener_, 1024) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &bytes) != 0)
    throw std::runtime_error("no port for the server of the test");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread{[this] { accept_all(); }};
}

fake_endpoint::~fake_endpoint() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    for (const auto fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (auto& thread : threads_) thread.join();
  ::close(listener_);
  SSL_CTX_free(tls_);
}

std::string fake_endpoint::url(const std::string& host) const {
  return (tls_ ? "https://" : "http://") + host + ':' + std::to_string(port_) + "/v1";
}

std::size_t fake_endpoint::requests() const {
  const std::lock_guard lock{mutex_};
  return moments_.size();
}

std::size_t fake_endpoint::connections() const {
  const std::lock_guard lock{mutex_};
  return threads_.size();
}

std::vector<std::chrono::steady_clock::time_point> fake_endpoint::moments() const {
  const std::lock_guard lock{mutex_};
  return moments_;
}

std::vector<std::string> fake_endpoint::heads() const {
  const std::lock_guard lock{mutex_};
  return heads_;
}

std::vector<std::string> fake_endpoint::bodies() const {
  const std::lock_guard lock{mutex_};
  return bodies_;
}

bool fake_endpoint::await_requests(std::size_t n) {
  std::unique_lock lock{mutex_};
  return arrived_.wait_for(lock, std::chrono::seconds{10}, [&] { return moments_.size() >= n; });
}

void fake_endpoint::accept_all() {
  while (true) {
    const auto fd = ::accept(listener_, nullptr, nullptr);
    const std::lock_guard lock{mutex_};
    if (stopping_ || fd < 0) {
      if (fd >= 0) ::close(fd);
      return;
    }
    open_.insert(fd);
    threads_.emplace_back([this, fd] { serve(fd); });
  }
}

void fake_endpoint::serve(int fd) {
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  SSL* tls = nullptr;
  bool ready = true;
  if (tls_) {
    tls = SSL_new(tls_);
    SSL_set_fd(tls, fd);
    ready = SSL_accept(tls) == 1;
  }
  std::string buffer;
  while (ready) {
    exchange x;
    x.fd_ = fd;
    x.tls_ = tls;
    if (!read_request(x, buffer)) break;
    {
      const std::lock_guard lock{mutex_};
      moments_.push_back(std::chrono::steady_clock::now());
      heads_.push_back(x.head);
      bodies_.push_back(x.body);
      x.number = moments_.size();
    }
    arrived_.notify_all();
    answer_(x);
    ready = x.open_;
  }
  const std::lock_guard lock{mutex_};
  SSL_free(tls);
  open_.erase(fd);
  ::close(fd);
}

long fake_endpoint::read_some(exchange& x, char* into, std::size_t bytes) {
  if (x.tls_) return SSL_read(x.tls_, into, static_cast<int>(bytes));
  return ::recv(x.fd_, into, bytes, 0);
}

bool fake_endpoint::read_request(exchange& x, std::string& buffer) {
  char part[16384];
  std::size_t wanted = 0;
  for (auto end = std::string::npos; end == std::string::npos || buffer.size() < wanted;) {
    end = buffer.find("\r\n\r\n");
    if (end != std::string::npos) {
      auto head = buffer.substr(0, end + 2);
      std::transform(head.begin(), head.end(), head.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      const auto at = head.find("\r\ncontent-length:");
      wanted = end + 4 + (at == std::string::npos ? 0 : std::stoul(head.substr(at + 17)));
      if (buffer.size() >= wanted) break;
    }
    const auto n = read_some(x, part, sizeof part);
    if (n <= 0) return false;
    buffer.append(part, static_cast<std::size_t>(n));
  }
  const auto end = buffer.find("\r\n\r\n");
  x.head = buffer.substr(0, end + 2);
  x.body = buffer.substr(end + 4, wanted - end - 4);
  buffer.erase(0, wanted);
  return true;
}

}  // namespace parley::tests
