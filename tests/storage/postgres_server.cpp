#include "storage/postgres_server.hpp"

#include <libpq-fe.h>
#include <signal.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace parley::tests {
namespace {

constexpr std::chrono::seconds patience{60};

struct close_connection {
  void operator()(PGconn* c) const noexcept { PQfinish(c); }
};
using connection = std::unique_ptr<PGconn, close_connection>;

struct clear_result {
  void operator()(PGresult* r) const noexcept { PQclear(r); }
};

connection connect(int port, const std::string& database) {
  const auto text = "host=127.0.0.1 user=postgres connect_timeout=5 port=" + std::to_string(port) +
                    " dbname=" + database;
  return connection{PQconnectdb(text.c_str())};
}

std::string output_of(const char* command) {
  std::string text;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe{::popen(command, "r"), ::pclose};
  std::array<char, 256> part{};
  while (pipe && std::fgets(part.data(), part.size(), pipe.get())) text += part.data();
  return text.substr(0, text.find('\n'));
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream{path} << text;
  give_to_child(path);
}

}  // namespace

std::optional<std::string> postgres_server::programs() {
  for (const auto& folder :
       {output_of("pg_config --bindir 2>/dev/null"), std::string{"/usr/lib/postgresql/15/bin"}})
    if (!folder.empty() && std::filesystem::exists(folder + "/initdb")) return folder;
  return std::nullopt;
}

postgres_server::postgres_server(durability d)
    : durability_(d), programs_(programs().value_or("")), port_(free_port()) {
  give_to_child(folder_.path(""));
  auto made = child_process::start(
      {programs_ + "/initdb", "--pgdata", folder_.path("data"), "--username=postgres",
       "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"},
      folder_.path("log"));
  if (made.wait(patience) != 0)
    throw std::runtime_error("initdb failed with " + programs_ + "\n" + log());
  write_file(folder_.path("data/pg_hba.conf"),
             "host all locked 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n"
             "local all all trust\n");
  start();
  run("postgres", "CREATE ROLE parley LOGIN CREATEDB");
  run("postgres", "CREATE ROLE locked LOGIN PASSWORD 'open sesame'; GRANT parley TO locked");
}

postgres_server::~postgres_server() {
  // Nothing of it is read again.
  process_.kill_all();
}

std::string postgres_server::uri(const std::string& database, int port) const {
  return "postgres://parley@127.0.0.1:" + std::to_string(port == 0 ? port_ : port) + "/" + database;
}

std::string postgres_server::fresh(const std::string& from) {
  const auto name = "t" + std::to_string(++databases_);
  run("postgres", "CREATE DATABASE " + name + " OWNER parley TEMPLATE " + from);
  return name;
}

void postgres_server::drop(const std::string& database) {
  run("postgres", "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
}

std::string postgres_server::run(const std::string& database, const std::string& sql) {
  const auto c = connect(port_, database);
  if (PQstatus(c.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(c.get()));
  const std::unique_ptr<PGresult, clear_result> found{PQexec(c.get(), sql.c_str())};
  const auto state = PQresultStatus(found.get());
  if (state != PGRES_COMMAND_OK && state != PGRES_TUPLES_OK && state != PGRES_EMPTY_QUERY)
    throw std::runtime_error(PQerrorMessage(c.get()));
  std::string text;
  for (int row = 0; row < PQntuples(found.get()); ++row) {
    if (row > 0) text += '\n';
    for (int column = 0; column < PQnfields(found.get()); ++column)
      text.append(column > 0 ? "|" : "").append(PQgetvalue(found.get(), row, column));
  }
  return text;
}

void postgres_server::refuse_writes(const std::string& database, const std::string& table,
                                    const std::string& code, int times) {
  // Sequences know nothing of rollbacks.
  const auto counter = table + "_refused";
  const auto function = table + "_refuse";
  run(database,
      "CREATE SEQUENCE IF NOT EXISTS " + counter + "; GRANT ALL ON " + counter +
          " TO parley; SELECT setval('" + counter + "', 1, false); CREATE OR REPLACE FUNCTION " +
          function + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('" + counter +
          "') <= " + std::to_string(times) + " THEN RAISE EXCEPTION 'refused' USING ERRCODE = '" +
          code + "'; END IF; RETURN NULL; END $$; CREATE OR REPLACE TRIGGER refuse BEFORE INSERT OR "
                 "UPDATE OR DELETE ON " +
          table + " FOR EACH STATEMENT EXECUTE FUNCTION " + function + "()");
}

void postgres_server::kill9() { process_.kill_all(); }

void postgres_server::stop() {
  process_.signal(SIGINT);
  if (!process_.wait(patience)) throw std::runtime_error("PostgreSQL does not stop\n" + log());
}

void postgres_server::start() {
  const std::string on = durability_ == durability::full ? "on" : "off";
  const std::vector<std::string> words{programs_ + "/postgres",
                                       "-D",
                                       folder_.path("data"),
                                       "-p",
                                       std::to_string(port_),
                                       "-k",
                                       folder_.path(""),
                                       "-h",
                                       "127.0.0.1",
                                       "-c",
                                       "fsync=" + on,
                                       "-c",
                                       "full_page_writes=" + on,
                                       "-c",
                                       "shared_buffers=128MB",
                                       "-c",
                                       "max_wal_size=2GB",
                                       "-c",
                                       "max_connections=60",
                                       "-c",
                                       "timezone=UTC"};
  process_ = child_process::start(words, folder_.path("log"));
  const auto until = std::chrono::steady_clock::now() + patience;
  while (PQstatus(connect(port_, "postgres").get()) != CONNECTION_OK) {
    const auto ended = process_.wait(std::chrono::milliseconds{20});
    if (std::chrono::steady_clock::now() > until)
      throw std::runtime_error("PostgreSQL does not start\n" + log());
    // Processes of one that was killed hold its memory until the system has put them away, and it
    // refuses to start beside them.
    if (ended) process_ = child_process::start(words, folder_.path("log"));
  }
}

std::string postgres_server::log() const {
  std::stringstream text;
  text << std::ifstream{folder_.path("log")}.rdbuf();
  return text.str();
}

postgres_server* shared_postgres() {
  if (!postgres_server::programs()) return nullptr;
  static postgres_server server;
  return &server;
}

}  // namespace parley::tests
