#include "storage/child_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <utility>

namespace parley::tests {
namespace {

struct account {
  uid_t user = 0;
  gid_t group = 0;
};

/// As whom children run; nullopt: as who runs the test.
std::optional<account> child_account() {
  if (::geteuid() != 0) return std::nullopt;
  const auto* found = ::getpwnam("postgres");
  if (!found) return std::nullopt;
  return account{found->pw_uid, found->pw_gid};
}

[[noreturn]] void become(const std::vector<std::string>& words, const std::string& output,
                         const std::optional<account>& who, pid_t parent) {
  const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, 0);
  ::dup2(file, 1);
  ::dup2(file, 2);
  ::close_range(3, ~0U, 0);
  if (who &&
      (::setgroups(0, nullptr) != 0 || ::setgid(who->group) != 0 || ::setuid(who->user) != 0))
    ::_exit(126);
  // After the change of user, which resets it. SIGQUIT: databases end at once, with their children.
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (::getppid() != parent) ::_exit(126);
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execv(arguments.front(), arguments.data());
  ::_exit(127);
}

std::vector<pid_t> children_of(pid_t parent) {
  const auto name = std::to_string(parent);
  std::ifstream file{"/proc/" + name + "/task/" + name + "/children"};
  std::vector<pid_t> found;
  for (pid_t child = 0; file >> child;) found.push_back(child);
  return found;
}

}  // namespace

child_process::~child_process() { end(); }

child_process::child_process(child_process&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}

child_process& child_process::operator=(child_process&& other) noexcept {
  if (this == &other) return *this;
  end();
  pid_ = std::exchange(other.pid_, 0);
  return *this;
}

child_process child_process::start(const std::vector<std::string>& words,
                                   const std::string& output) {
  const auto who = child_account();
  const auto parent = ::getpid();
  const auto pid = ::fork();
  if (pid < 0) throw std::runtime_error("the system has no process left");
  if (pid == 0) become(words, output, who, parent);
  return child_process{pid};
}

bool child_process::is_running() { return pid_ != 0 && !wait(std::chrono::milliseconds{0}); }

void child_process::signal(int number) const {
  if (pid_ != 0) ::kill(pid_, number);
}

std::optional<int> child_process::wait(std::chrono::milliseconds most) {
  if (pid_ == 0) return 0;
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  pollfd ended{handle, POLLIN, 0};
  const int ready = ::poll(&ended, 1, static_cast<int>(most.count()));
  ::close(handle);
  if (ready <= 0) return std::nullopt;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void child_process::kill_all() {
  if (pid_ == 0) return;
  // Stopped, it starts no other and does not notice who is gone.
  ::kill(pid_, SIGSTOP);
  const auto children = children_of(pid_);
  for (const auto child : children) ::kill(child, SIGKILL);
  end();
}

void child_process::end() noexcept {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = 0;
}

void give_to_child(const std::string& path) {
  if (const auto who = child_account())
    if (::chown(path.c_str(), who->user, who->group) != 0)
      throw std::runtime_error("cannot give " + path + " to another user");
}

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(socket);
  if (!bound) throw std::runtime_error("the loopback interface has no free port");
  return ntohs(address.sin_port);
}

}  // namespace parley::tests
