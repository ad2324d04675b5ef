#include "storage/lock_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "parley/domain/json.hpp"

namespace parley::storage {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

std::string describe_self(const std::string& note, base::timestamp now) {
  const domain::json self{{"pid", ::getpid()},
                          {"host", host_name()},
                          {"since", base::format_time(now)},
                          {"note", note}};
  return self.dump(-1, ' ', false, domain::json::error_handler_t::replace) + "\n";
}

std::string describe_owner(int descriptor) {
  std::array<char, 4096> text{};
  const auto size = ::pread(descriptor, text.data(), text.size(), 0);
  const auto owner = domain::json::parse(text.data(), text.data() + (size > 0 ? size : 0), nullptr,
                                         /*allow_exceptions=*/false);
  const auto says = [&](const char* name) -> std::string {
    const auto it = owner.is_object() ? owner.find(name) : owner.end();
    if (it == owner.end()) return {};
    return it->is_string() ? it->get<std::string>() : it->dump();
  };
  const auto pid = says("pid");
  if (pid.empty()) return "another process";
  auto who = "process " + pid + " on " + says("host") + " since " + says("since");
  if (const auto note = says("note"); !note.empty()) who += " (" + note + ")";
  return who;
}

}  // namespace

base::result<lock_file> lock_file::take(const std::string& path, const std::string& note,
                                        base::timestamp now) {
  lock_file taken{::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644)};
  if (taken.descriptor_ < 0)
    return base::fail(base::errc::unavailable, "store.uri",
                      "cannot open the lock file " + path + ": " + std::strerror(errno));
  if (::flock(taken.descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK)
      return base::fail(base::errc::unavailable, "store.uri",
                        "cannot lock " + path + ": " + std::strerror(errno));
    return base::fail(base::errc::unavailable, "store.uri",
                      "the store is in use by " + describe_owner(taken.descriptor_) +
                          "; stop it, or talk to it with --server URL");
  }
  const auto self = describe_self(note, now);
  const bool written = ::ftruncate(taken.descriptor_, 0) == 0 &&
                       ::pwrite(taken.descriptor_, self.data(), self.size(), 0) >= 0;
  // The lock holds without its text, on a full disk for example; nobody can be told who, that is
  // all.
  static_cast<void>(written);
  return taken;
}

lock_file::lock_file(lock_file&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

lock_file& lock_file::operator=(lock_file&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

lock_file::~lock_file() {
  // The file stays: removing it would let two processes lock two files of one name.
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace parley::storage
