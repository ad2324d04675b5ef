#include "harness/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string_view>

extern char** environ;

namespace parley::e2e {

namespace {

using clock = std::chrono::steady_clock;

int memory_file(const char* name) {
  const int file = ::memfd_create(name, MFD_CLOEXEC);
  if (file < 0) throw std::runtime_error("memfd_create failed");
  return file;
}

std::string content_of(int file) {
  std::string text;
  char part[4096];
  for (off_t at = 0;;) {
    const auto n = ::pread(file, part, sizeof part, at);
    if (n <= 0) return text;
    text.append(part, static_cast<std::size_t>(n));
    at += n;
  }
}

/// Ours without what would change the program's settings, and with what is asked for.
std::vector<std::string> environment_of(const variables& added) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry; ++entry) {
    if (!std::string_view{*entry}.starts_with("PARLEY_")) all.emplace_back(*entry);
  }
  for (const auto& [name, value] : added) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  for (auto& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

}  // namespace

process::process(const std::vector<std::string>& arguments, const options& given)
    : process(PARLEY_PROGRAM, arguments, given) {}

process::process(std::string program, const std::vector<std::string>& arguments,
                 const options& given) {
  out_ = memory_file("stdout");
  err_ = memory_file("stderr");
  const int in = memory_file("stdin");
  for (std::string_view left = given.input; !left.empty();) {
    const auto n = ::write(in, left.data(), left.size());
    if (n <= 0) throw std::runtime_error("cannot write the input of a child");
    left.remove_prefix(static_cast<std::size_t>(n));
  }
  ::lseek(in, 0, SEEK_SET);
  // Everything that takes memory happens before fork: other threads may hold the allocator.
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  auto argv = pointers(words);
  auto variables = environment_of(given.environment);
  auto envp = pointers(variables);
  const std::string folder = given.folder.string();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(in, 0);
    ::dup2(out_, 1);
    ::dup2(err_, 2);
    if (!folder.empty() && ::chdir(folder.c_str()) != 0) ::_exit(126);
    ::execve(program.c_str(), argv.data(), envp.data());
    ::_exit(127);
  }
  ::close(in);
  if (pid_ < 0) throw std::runtime_error("fork failed");
  watch_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (watch_ < 0) throw std::runtime_error("pidfd_open failed");
}

process::~process() {
  if (!reaped_) {
    signal(SIGKILL);
    reap();
  }
  for (const int file : {watch_, out_, err_}) ::close(file);
}

void process::signal(int number) {
  if (!reaped_) ::kill(pid_, number);
}

bool process::ends_within(std::chrono::milliseconds limit) {
  pollfd one{watch_, POLLIN, 0};
  return ::poll(&one, 1, static_cast<int>(limit.count())) == 1;
}

void process::reap() {
  if (reaped_) return;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  reaped_ = true;
  code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

finished process::wait(std::chrono::seconds limit) {
  if (!reaped_ && !ends_within(limit)) {
    std::cerr << "a program did not end in time and was killed; it wrote:\n" << out() << err();
    signal(SIGKILL);
  }
  reap();
  return {code_, out(), err()};
}

std::string process::wait_for_line(const std::string& text, std::chrono::seconds limit) {
  const auto until = clock::now() + limit;
  for (;;) {
    // The look at the output comes after the look at the process: what it wrote last is not missed.
    const bool ended = reaped_ || ends_within(std::chrono::milliseconds{5});
    std::istringstream lines(out());
    for (std::string line; std::getline(lines, line);) {
      if (!lines.eof() && line.find(text) != std::string::npos) return line;
    }
    if (ended || clock::now() > until) return {};
  }
}

std::string process::out() const { return content_of(out_); }
std::string process::err() const { return content_of(err_); }

std::string program() { return PARLEY_PROGRAM; }

finished run(const std::vector<std::string>& arguments, const process::options& given) {
  process child(arguments, given);
  return child.wait();
}

scratch_folder::scratch_folder() {
  auto name = (std::filesystem::temp_directory_path() / "parley-e2e-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("cannot create " + name);
  path = name;
}

scratch_folder::~scratch_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

std::string scratch_folder::write(const std::string& name, const std::string& text) const {
  std::ofstream(path / name, std::ios::binary) << text;
  return file(name);
}

std::int64_t resident_bytes(pid_t id) {
  std::ifstream status{"/proc/" + std::to_string(id) + "/status"};
  const std::string_view name = "RssAnon:";
  std::string line;
  while (std::getline(status, line))
    if (line.starts_with(name)) return std::atoll(line.c_str() + name.size()) * 1024;
  return 0;
}

std::size_t raise_file_limit() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return 0;
  files.rlim_cur = files.rlim_max;
  return ::setrlimit(RLIMIT_NOFILE, &files) == 0 ? files.rlim_max : 0;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace parley::e2e
