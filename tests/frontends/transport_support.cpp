#include "frontends/transport_support.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <random>
#include <stdexcept>
#include <thread>
#include <utility>

#include "frontends/http/transport/response_reader.hpp"

namespace parley::tests {

namespace {

constexpr int wait_ms = 10000;

response text(std::string body) {
  response r;
  r.content_type = "text/plain";
  r.body = std::move(body);
  return r;
}

void default_handler(const std::shared_ptr<parked_requests>& parked, request r, responder respond) {
  if (r.path == "/park") return parked->park(std::move(r), std::move(respond));
  if (r.path == "/drop") return;
  if (r.path == "/throw") throw std::runtime_error("thrown by a handler");
  if (r.path == "/echo") return respond(text(std::move(r.body)));
  if (r.path == "/big") return respond(text(std::string(std::stoull(r.query), 'b')));
  respond(text(r.method + " " + r.path + " " + r.query));
}

}  // namespace

raw_socket::raw_socket(std::uint16_t port, int receive_buffer)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
  if (receive_buffer > 0)
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) wait(POLLOUT);
}

raw_socket::~raw_socket() {
  if (fd_ >= 0) ::close(fd_);
}

raw_socket::raw_socket(raw_socket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), in_(std::move(other.in_)) {}

raw_socket& raw_socket::operator=(raw_socket&& other) noexcept {
  std::swap(fd_, other.fd_);
  in_.swap(other.in_);
  return *this;
}

bool raw_socket::wait(short events) {
  pollfd p{fd_, events, 0};
  return ::poll(&p, 1, wait_ms) == 1;
}

bool raw_socket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EAGAIN || !wait(POLLOUT)) {
      return false;
    }
  }
  return true;
}

bool raw_socket::fill() {
  char buffer[16384];
  for (;;) {
    const auto n = ::recv(fd_, buffer, sizeof buffer, 0);
    if (n > 0) {
      in_.append(buffer, static_cast<std::size_t>(n));
      return true;
    }
    if (n == 0 || errno != EAGAIN || !wait(POLLIN)) return false;
  }
}

response raw_socket::receive(bool to_head) {
  response_reader reader(to_head, 1 << 30, nullptr);
  for (;;) {
    auto step = reader.feed(in_);
    if (!step) return {0, {}, "", "malformed", nullptr};
    in_.erase(0, step->consumed);
    if (step->done) return reader.take();
    if (fill()) continue;
    if (reader.end()) return reader.take();
    return {0, {}, "", "cut", nullptr};
  }
}

std::string raw_socket::receive_rest() {
  while (fill()) {
  }
  return std::exchange(in_, {});
}

std::string raw_socket::receive_until(std::string_view mark) {
  while (in_.find(mark) == in_.npos && fill()) {
  }
  const auto at = in_.find(mark);
  const auto size = at == in_.npos ? in_.size() : at + mark.size();
  auto out = in_.substr(0, size);
  in_.erase(0, size);
  return out;
}

bool raw_socket::ended() {
  if (!in_.empty() || !wait(POLLIN)) return false;
  char byte = 0;
  return ::recv(fd_, &byte, 1, 0) <= 0;
}

bool raw_socket::silent() {
  char byte = 0;
  return in_.empty() && ::recv(fd_, &byte, 1, MSG_PEEK) < 0 && errno == EAGAIN;
}

void raw_socket::close_sending_half() { ::shutdown(fd_, SHUT_WR); }

void raw_socket::reset() {
  const linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(fd_, -1));
}

void parked_requests::park(request r, responder respond) {
  const std::lock_guard lock(mutex_);
  entries_.push_back({std::move(r), std::move(respond)});
  arrived_.notify_all();
}

parked_requests::entry parked_requests::take() {
  std::unique_lock lock(mutex_);
  if (!arrived_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                         [this] { return !entries_.empty(); }))
    throw std::runtime_error("no request was parked");
  auto first = std::move(entries_.front());
  entries_.pop_front();
  return first;
}

std::size_t parked_requests::count() {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

test_server::test_server() {
  options.clock = time.get();
  options.sweep_ms = 2;
}

test_server::~test_server() { running.reset(); }

void test_server::start() {
  start([p = parked](request r, responder respond) {
    default_handler(p, std::move(r), std::move(respond));
  });
}

void test_server::start(handler h) {
  auto made = server::start(options, std::move(h));
  if (!made) throw std::runtime_error(made.error().text);
  running = std::move(*made);
}

void test_server::settle() const {
  // The I/O thread works in order of arrival, so a round trip behind what came before tells. This
  // one never reaches the handler, which may be of any kind.
  auto c = connect();
  c.send("settle\r\n\r\n");
  c.receive();
}

void test_server::advance_ms(std::int64_t ms) {
  settle();
  time->advance(std::chrono::milliseconds(ms));
}

bool test_server::comes_to(std::size_t n) const {
  return eventually([&] { return running->connections() == n; });
}

bool test_server::comes_to_after(std::size_t n, std::int64_t ms) {
  return eventually([&] {
    advance_ms(ms);
    for (int i = 0; i < 1000 && running->connections() != n; ++i) std::this_thread::yield();
    return running->connections() == n;
  });
}

domain::json problem_of(const response& r) {
  if (r.content_type != "application/problem+json") return nullptr;
  return domain::json::parse(r.body, nullptr, false);
}

std::string code_of(const response& r) {
  const auto problem = problem_of(r);
  if (!problem.is_object()) return "no problem: " + std::to_string(r.status) + " " + r.body;
  return problem.value("code", "");
}

bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

std::uint64_t test_seed(std::string_view suite) {
  const char* given = std::getenv("PARLEY_TEST_SEED");
  const auto seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cerr << suite << ": PARLEY_TEST_SEED=" << seed << "\n";
  return seed;
}

}  // namespace parley::tests
