#include "flood.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <utility>

namespace parley::e2e {

namespace {

using steady = std::chrono::steady_clock;

std::string request_of(int session, std::size_t bytes) {
  const auto body = R"({"role":"user","content":")" + std::string(bytes, 'x') + "\"}";
  return "POST /v1/tenants/default/sessions/f-" + std::to_string(session) +
         "/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// The value of a header or of a member of the body, up to `end`; empty when it is not there.
std::string between(const std::string& text, const std::string& mark, char end) {
  const auto at = text.find(mark);
  if (at == text.npos) return {};
  const auto from = at + mark.size();
  return text.substr(from, text.find(end, from) - from);
}

class generator {
 public:
  generator(const flood& how, flood_result& result) : how_(how), result_(result) {
    for (int s = 0; s < how.sessions; ++s) requests_.push_back(request_of(s, how.body_bytes));
    poll_ = epoll_create1(0);
    links_.resize(static_cast<std::size_t>(how.connections));
    for (std::size_t i = 0; i < links_.size(); ++i) open(i);
  }

  ~generator() {
    for (auto& link : links_)
      if (link.fd >= 0) ::close(link.fd);
    ::close(poll_);
  }

  void run(std::chrono::milliseconds time) {
    const auto start = steady::now();
    std::vector<epoll_event> events(512);
    while (steady::now() - start < time) {
      const auto n = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 20);
      for (int i = 0; i < n; ++i) ready(events[static_cast<std::size_t>(i)].data.u64);
      // Those that were cut come back, as clients do, a little later.
      for (auto& i : std::exchange(broken_, {})) open(i);
    }
    result_.seconds = std::chrono::duration<double>(steady::now() - start).count();
  }

 private:
  struct link {
    int fd = -1;
    std::size_t sent = 0;  ///< of the request under way
    std::string in;
  };

  const std::string& request_of_link(std::size_t i) const {
    return requests_[i % requests_.size()];
  }

  void open(std::size_t i) {
    auto& l = links_[i];
    l = {::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), 0, {}};
    if (l.fd < 0) throw std::runtime_error("too few descriptors for the flood");
    const int on = 1;
    ::setsockopt(l.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(how_.port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(l.fd, reinterpret_cast<sockaddr*>(&to), sizeof to);
    epoll_event e{EPOLLIN | EPOLLOUT | EPOLLET, {}};
    e.data.u64 = i;
    epoll_ctl(poll_, EPOLL_CTL_ADD, l.fd, &e);
  }

  void cut(std::size_t i) {
    ++result_.refused;
    ::close(links_[i].fd);
    links_[i].fd = -1;
    broken_.push_back(i);
  }

  void ready(std::size_t i) {
    if (links_[i].fd < 0) return;
    if (!receive(i)) return cut(i);
    if (!send(i)) cut(i);
  }

  bool send(std::size_t i) {
    auto& l = links_[i];
    const auto& request = request_of_link(i);
    while (l.sent < request.size()) {
      const auto n = ::send(l.fd, request.data() + l.sent, request.size() - l.sent, MSG_NOSIGNAL);
      if (n < 0) return errno == EAGAIN || errno == ENOTCONN;
      if (l.sent == 0) ++result_.sent;
      l.sent += static_cast<std::size_t>(n);
    }
    return true;
  }

  bool receive(std::size_t i) {
    auto& l = links_[i];
    char buffer[8192];
    for (;;) {
      const auto n = ::recv(l.fd, buffer, sizeof buffer, 0);
      if (n < 0) return errno == EAGAIN || errno == ENOTCONN;
      if (n == 0) return false;
      l.in.append(buffer, static_cast<std::size_t>(n));
      const auto head = l.in.find("\r\n\r\n");
      if (head == l.in.npos) continue;
      const auto length = std::stoul("0" + between(l.in, "Content-Length: ", '\r'));
      if (l.in.size() < head + 4 + length) continue;
      count(l.in);
      l.in.clear();
      l.sent = 0;
      return true;
    }
  }

  void count(const std::string& answer) {
    const auto status = std::stoi(answer.substr(9, 3));
    ++result_.answers[status];
    if (status < 300) return;
    ++result_.codes[between(answer, "\"code\":\"", '"')];
    if (status == 503 && between(answer, "Retry-After: ", '\r').empty()) ++result_.without_hint;
  }

  const flood& how_;
  flood_result& result_;
  std::vector<std::string> requests_;
  std::vector<link> links_;
  std::vector<std::size_t> broken_;
  int poll_ = -1;
};

}  // namespace

double flood_result::goodput() const {
  const auto at = answers.find(201);
  return at == answers.end() || seconds <= 0 ? 0 : static_cast<double>(at->second) / seconds;
}

flood_result flood::run(std::chrono::milliseconds time) {
  flood_result result;
  generator{*this, result}.run(time);
  return result;
}

}  // namespace parley::e2e
