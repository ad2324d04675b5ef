#include "storage/pgbouncer_server.hpp"

#include <libpq-fe.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace parley::tests {
namespace {

constexpr const char* program = "/usr/sbin/pgbouncer";
constexpr std::chrono::seconds patience{30};

/// Its own database, which is there without a server behind it.
bool answers(int port) {
  const auto text =
      "host=127.0.0.1 user=parley dbname=pgbouncer connect_timeout=5 port=" + std::to_string(port);
  const std::unique_ptr<PGconn, void (*)(PGconn*)> c{PQconnectdb(text.c_str()), PQfinish};
  return PQstatus(c.get()) == CONNECTION_OK;
}

}  // namespace

bool pgbouncer_server::is_installed() { return std::filesystem::exists(program); }

pgbouncer_server::pgbouncer_server(int postgres_port) : port_(free_port()) {
  give_to_child(folder_.path(""));
  const auto users = folder_.path("users");
  std::ofstream{users} << "\"parley\" \"\"\n";
  give_to_child(users);
  const auto settings = folder_.path("pgbouncer.ini");
  std::ofstream{settings} << "[databases]\n* = host=127.0.0.1 port=" << postgres_port
                          << "\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = " << port_
                          << "\nunix_socket_dir =\nauth_type = trust\nauth_file = " << users
                          << "\nadmin_users = parley\npool_mode = transaction\n"
                             "default_pool_size = 5\nserver_login_retry = 0.1\n";
  give_to_child(settings);
  start();
}

pgbouncer_server::~pgbouncer_server() { process_.kill_all(); }

void pgbouncer_server::start() {
  process_ = child_process::start({program, folder_.path("pgbouncer.ini")}, folder_.path("log"));
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!answers(port_)) {
    if (process_.wait(std::chrono::milliseconds{20}) || std::chrono::steady_clock::now() > until)
      throw std::runtime_error("pgbouncer does not start\n" + log());
  }
}

std::string pgbouncer_server::log() const {
  std::stringstream text;
  text << std::ifstream{folder_.path("log")}.rdbuf();
  return text.str();
}

}  // namespace parley::tests
