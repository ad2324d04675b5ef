#include "storage/postgres/connection.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "storage/postgres/failure.hpp"
#include "storage/postgres/result.hpp"

namespace parley::storage::postgres {
namespace {

using clock = std::chrono::steady_clock;

void take_notice(void* state, const PGresult* notice) {
  const char* code = PQresultErrorField(notice, PG_DIAG_SQLSTATE);
  // Notices and hints have the class 00.
  if (code && std::string_view{code}.substr(0, 2) != "00") ++*static_cast<std::int64_t*>(state);
}

}  // namespace

void connection::close::operator()(pg_conn* c) const noexcept { PQfinish(c); }

connection::connection(const options& opts) : options_(opts) { connect(); }

void connection::connect() {
  // What stands before the URI gives way to what is in it. A network that swallows everything is
  // noticed by the system as well as by the deadlines here.
  constexpr std::array keywords{"fallback_application_name", "keepalives_idle",
                                "keepalives_interval",       "keepalives_count",
                                "tcp_user_timeout",          "dbname",
                                "client_encoding",           static_cast<const char*>(nullptr)};
  const auto patience = std::to_string(options_.deadline.count());
  const std::array values{"parley",
                          "10",
                          "5",
                          "3",
                          patience.c_str(),
                          options_.uri.c_str(),
                          "UTF8",
                          static_cast<const char*>(nullptr)};
  const auto until = clock::now() + options_.connect_deadline;
  constexpr int expand_uri = 1;
  pg_.reset(PQconnectStartParams(keywords.data(), values.data(), expand_uri));
  if (!pg_ || PQstatus(pg_.get()) == CONNECTION_BAD) lose("connecting to the server");
  for (auto state = PGRES_POLLING_WRITING; state != PGRES_POLLING_OK;
       state = PQconnectPoll(pg_.get())) {
    if (state == PGRES_POLLING_FAILED) lose("connecting to the server");
    wait(state == PGRES_POLLING_READING, state == PGRES_POLLING_WRITING, until);
  }
  PQsetnonblocking(pg_.get(), 1);
  PQsetNoticeReceiver(pg_.get(), take_notice, warnings_.get());
}

void connection::lose(const std::string& why) {
  lost_ = true;
  // libpq's texts name hosts, ports and users, no password; only the first line says why.
  std::string text = pg_ ? PQerrorMessage(pg_.get()) : "";
  text = text.substr(0, text.find('\n'));
  throw failure::lost(text.empty() ? why : why + ": " + text);
}

void connection::wait(bool for_reading, bool for_writing, time_point until) {
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now()).count();
    if (left <= 0) {
      lost_ = true;
      throw failure::lost("the server did not answer in time");
    }
    pollfd socket{PQsocket(pg_.get()),
                  static_cast<short>((for_reading ? POLLIN : 0) | (for_writing ? POLLOUT : 0)), 0};
    const int ready = ::poll(&socket, 1, static_cast<int>(left) + 1);
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) lose("waiting for the server");
  }
}

void connection::flush(time_point until) {
  for (;;) {
    const int left = PQflush(pg_.get());
    if (left == 0) return;
    if (left < 0) lose("writing to the server");
    // A server that cannot get rid of its answers reads no further.
    wait(true, true, until);
    if (PQconsumeInput(pg_.get()) == 0) lose("reading from the server");
  }
}

pg_result* connection::next(time_point until) {
  while (PQisBusy(pg_.get()) != 0) {
    wait(true, false, until);
    if (PQconsumeInput(pg_.get()) == 0) lose("reading from the server");
  }
  return PQgetResult(pg_.get());
}

void connection::run(const std::string& sql) {
  const auto until = deadline();
  if (PQsendQuery(pg_.get(), sql.c_str()) == 0) lose("sending a statement");
  flush(until);
  std::unique_ptr<failure> first;
  while (auto* raw = next(until)) {
    const result answer{raw};
    const auto status = PQresultStatus(raw);
    if (!first && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
      first = std::make_unique<failure>(failure::of(raw, "running a statement"));
  }
  if (PQstatus(pg_.get()) == CONNECTION_BAD) lost_ = true;
  if (first) throw failure{*first};
}

bool connection::is_usable() {
  if (lost_ || PQstatus(pg_.get()) != CONNECTION_OK) return false;
  pollfd socket{PQsocket(pg_.get()), POLLIN, 0};
  if (::poll(&socket, 1, 0) == 0) return true;
  // Something came unasked: a notice, or the end.
  return PQconsumeInput(pg_.get()) != 0 && PQstatus(pg_.get()) == CONNECTION_OK;
}

int connection::server_version() const { return PQserverVersion(pg_.get()); }

}  // namespace parley::storage::postgres
