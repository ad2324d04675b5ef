#define CAF_SUITE e2e_service
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstring>
#include <stdexcept>

#include "caf/test/unit_test.hpp"
#include "harness/event_stream.hpp"
#include "harness/rest.hpp"
#include "harness/running_server.hpp"
#include "harness/web_socket.hpp"

// A server under a service manager: what it is told, and how a stop ends what runs.

using namespace parley;

namespace {

/// Listens as systemd does. `name` as it stands in NOTIFY_SOCKET.
class manager {
 public:
  explicit manager(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name[0] == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), size) != 0)
      throw std::runtime_error("cannot bind " + name);
  }
  ~manager() { ::close(socket_); }

  /// The next state it is told; empty: none in time.
  std::string next() {
    pollfd readable{socket_, POLLIN, 0};
    if (::poll(&readable, 1, 20'000) <= 0) return {};
    char text[512];
    const auto size = ::recv(socket_, text, sizeof text, 0);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string{};
  }

 private:
  int socket_;
};

}  // namespace

CAF_TEST(the_manager_is_told_each_state) {
  e2e::scratch_folder files;
  for (const auto& name : {files.file("notify"), "@parley-test-" + std::to_string(::getpid())}) {
    CAF_MESSAGE(name);
    manager systemd{name};
    e2e::process::options given;
    given.environment = {{"NOTIFY_SOCKET", name}};
    e2e::running_server server(files.store(), {}, given);
    CAF_CHECK_EQUAL(systemd.next(), "READY=1");
    server.child().signal(SIGHUP);
    const auto reloading = systemd.next();
    CAF_CHECK(reloading.starts_with("RELOADING=1\nMONOTONIC_USEC="));
    CAF_CHECK_EQUAL(systemd.next(), "READY=1");
    CAF_CHECK_EQUAL(e2e::rest(server.url()).get("/sessions").status, 200);
    server.child().signal(SIGTERM);
    CAF_CHECK_EQUAL(systemd.next(), "STOPPING=1");
    CAF_CHECK_EQUAL(server.child().wait().code, 0);
  }
}

CAF_TEST(a_name_that_leads_nowhere_is_no_matter) {
  e2e::scratch_folder files;
  for (const auto& name : {files.file("nobody"), std::string("@"), std::string("relative"),
                           "/" + std::string(300, 'x'), std::string()}) {
    e2e::process::options given;
    given.environment = {{"NOTIFY_SOCKET", name}};
    e2e::running_server server(files.store(), {}, given);
    CAF_CHECK_EQUAL(server.stop().code, 0);
  }
}

CAF_TEST(a_stop_ends_streams_as_they_should_end) {
  e2e::scratch_folder files;
  e2e::running_server server(files.store());
  e2e::rest api(server.url());
  CAF_CHECK_EQUAL(api.post("/sessions", {{"session_id", "s"}}).status, 201);
  const std::string session = "/v1/tenants/default/sessions/s";
  e2e::event_stream events{server.url(), session + "/events"};
  e2e::web_socket socket{server.url(), session + "/ws"};
  CAF_CHECK_EQUAL(events.status(), 200);
  server.child().signal(SIGTERM);
  CAF_CHECK(!events.next());
  CAF_CHECK(events.ended());
  CAF_CHECK_EQUAL(socket.closed_with(), 1001);
  CAF_CHECK_EQUAL(server.child().wait().code, 0);
}
