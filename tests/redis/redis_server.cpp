#include "redis/redis_server.hpp"

#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "redis/connection.hpp"
#include "redis/failure.hpp"
#include "redis/options.hpp"

namespace parley::tests {
namespace {

constexpr std::chrono::seconds patience{60};

}  // namespace

std::optional<std::string> redis_server::program() {
  for (const auto* path : {"/usr/bin/redis-server", "/usr/local/bin/redis-server"})
    if (std::filesystem::exists(path)) return path;
  return std::nullopt;
}

redis_server::redis_server(durability d, std::vector<std::string> settings)
    : durability_(d), settings_(std::move(settings)), port_(free_port()) {
  give_to_child(folder_.path(""));
  start();
}

redis_server::~redis_server() {
  // Nothing of it is read again.
  process_.kill_all();
}

std::string redis_server::uri(int port) const {
  return "redis://127.0.0.1:" + std::to_string(port == 0 ? port_ : port) + "/0";
}

std::string redis_server::fresh(int port) {
  const auto name = "t" + std::to_string(++stores_);
  return uri(port) + "?prefix=" + name + ":&index=" + folder_.path(name + ".index");
}

redis::reply redis_server::run(std::initializer_list<std::string_view> words) {
  redis::options opts;
  opts.path = socket();
  opts.connect_deadline = std::chrono::seconds{5};
  redis::connection c{opts};
  return c.ask(redis::commands{words});
}

void redis_server::kill9() { process_.kill_all(); }

void redis_server::stop() {
  process_.signal(SIGTERM);
  if (!process_.wait(patience)) throw std::runtime_error("Redis does not stop\n" + log());
}

void redis_server::start() {
  const bool durable = durability_ == durability::always;
  std::vector<std::string> words{program().value_or(""),
                                 "--port",
                                 std::to_string(port_),
                                 "--bind",
                                 "127.0.0.1",
                                 "--unixsocket",
                                 socket(),
                                 "--unixsocketperm",
                                 "777",
                                 "--dir",
                                 folder_.path(""),
                                 "--save",
                                 "",
                                 "--appendonly",
                                 durable ? "yes" : "no",
                                 "--appendfsync",
                                 durable ? "always" : "no"};
  for (std::size_t i = 0; i < settings_.size(); ++i)
    words.push_back(i % 2 == 0 ? "--" + settings_[i] : settings_[i]);
  process_ = child_process::start(words, folder_.path("log"));
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    try {
      run({"PING"});
      return;
    } catch (const redis::failure& f) {
      // It runs and wants a password.
      if (f.code() == "NOAUTH") return;
    }
    if (process_.wait(std::chrono::milliseconds{10}) || std::chrono::steady_clock::now() > until)
      throw std::runtime_error("Redis does not start\n" + log());
  }
}

std::string redis_server::log() const {
  std::stringstream text;
  text << std::ifstream{folder_.path("log")}.rdbuf();
  return text.str();
}

redis_server* shared_redis() {
  if (!redis_server::program()) return nullptr;
  static redis_server server;
  return &server;
}

}  // namespace parley::tests
