#include "harness/reader_pool.hpp"

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace parley::e2e {

using namespace std::chrono_literals;

namespace {

constexpr auto comes_back_in = 20ms;
constexpr std::size_t connects_a_step = 100;  ///< less than a server's queue of them holds

}  // namespace

reader_pool::reader_pool() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0) throw std::runtime_error("there is no epoll");
}

reader_pool::~reader_pool() {
  for (const auto& p : places_)
    if (p.fd >= 0) ::close(p.fd);
  ::close(epoll_);
}

live_reader& reader_pool::add(live_reader::kind how, const std::string& session) {
  waiting_.emplace(steady::time_point{}, readers_.size());
  places_.emplace_back();
  return readers_.emplace_back(how, session);
}

void reader_pool::serve_at(const std::string& url) {
  port_ = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

void reader_pool::connect(std::size_t index) {
  ++connects_;
  auto& p = places_[index];
  p.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (p.fd < 0) throw std::runtime_error("no more sockets: raise the limit of open files");
  p.connecting = true;
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port_);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(p.fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 &&
      errno != EINPROGRESS)
    return end(index, comes_back_in);
  epoll_event wanted{};
  wanted.events = EPOLLOUT;
  wanted.data.u64 = index;
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, p.fd, &wanted);
}

void reader_pool::end(std::size_t index, std::chrono::milliseconds back_in) {
  ::close(std::exchange(places_[index].fd, -1));
  if (readers_[index].mistake().empty())
    waiting_.emplace(steady::now() + back_in, index);
  else if (mistake_.empty())
    mistake_ = readers_[index].mistake();
}

void reader_pool::handle(std::size_t index, std::uint32_t what) {
  auto& p = places_[index];
  auto& reader = readers_[index];
  if (p.connecting) {
    const auto request = reader.begin();
    const auto size = static_cast<ssize_t>(request.size());
    if ((what & EPOLLERR) != 0 ||
        ::send(p.fd, request.data(), request.size(), MSG_NOSIGNAL) != size)
      return end(index, comes_back_in);
    p.connecting = false;
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    wanted.data.u64 = index;
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, p.fd, &wanted);
    return;
  }
  std::array<char, 65536> bytes;
  const auto n = ::recv(p.fd, bytes.data(), bytes.size(), 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n <= 0) return end(index, comes_back_in);
  const auto verdict = reader.take({bytes.data(), static_cast<std::size_t>(n)});
  if (verdict != live_reader::verdict::open) end(index, comes_back_in);
}

void reader_pool::step(std::chrono::milliseconds limit) {
  const auto now = steady::now();
  for (std::size_t i = 0; i < connects_a_step && !waiting_.empty(); ++i) {
    const auto [until, index] = *waiting_.begin();
    if (until > now) break;
    waiting_.erase(waiting_.begin());
    connect(index);
  }
  std::array<epoll_event, 256> ready;
  const auto count =
      ::epoll_wait(epoll_, ready.data(), ready.size(), static_cast<int>(limit.count()));
  for (int i = 0; i < count; ++i) {
    const auto& one = ready[static_cast<std::size_t>(i)];
    handle(one.data.u64, one.events);
  }
}

bool reader_pool::run_until(const std::function<bool()>& reached, std::chrono::seconds limit) {
  const auto end = steady::now() + limit;
  while (!reached()) {
    if (steady::now() > end || !mistake().empty()) return false;
    step();
  }
  return true;
}

void reader_pool::cut_one(std::mt19937_64& chance) {
  const auto index = chance() % readers_.size();
  if (places_[index].fd < 0) return;
  const linger at_once{1, 0};
  if (chance() % 2 == 0)
    ::setsockopt(places_[index].fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  end(index, std::chrono::milliseconds{chance() % 1000});
}

std::size_t reader_pool::open() const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < places_.size(); ++i)
    if (places_[i].fd >= 0 && !places_[i].connecting && readers_[i].answered()) ++count;
  return count;
}

}  // namespace parley::e2e
