#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <iostream>

#include "commands.hpp"
#include "parley/base/version.hpp"
#include "parley/runtime/node.hpp"
#include "service_manager.hpp"
#include "terminal.hpp"

namespace parley::tools {

namespace {

std::string url_of(const config::http_settings& http, std::uint16_t port) {
  const bool v6 = http.address.find(':') != std::string::npos;
  return (http.tls_cert.empty() ? "http://" : "https://") +
         (v6 ? "[" + http.address + "]" : http.address) + ":" + std::to_string(port);
}

std::string archive_text(const std::string& uri) {
  return uri.empty() ? uri : ", archive " + printable(config::without_password(uri));
}

/// Every connection is a file descriptor, and the usual soft limit of 1,024 is below
/// `limits.connections`. The server survives running out; it just need not come to that.
void raise_descriptor_limit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

/// What cannot be used was logged, and everything is as it was.
void reload(runtime::node& node) {
  tell_service_manager_of_reload();
  node.reload();
  tell_service_manager("READY=1");
}

}  // namespace

exit_code run_serve(const invocation& from) {
  if (from.server) return report_usage("serve opens a store; --server is for the others", "serve");

  // Blocked before any thread starts, so that each inherits it and sigwait gets the signal.
  sigset_t stopping;
  sigemptyset(&stopping);
  sigaddset(&stopping, SIGINT);
  sigaddset(&stopping, SIGTERM);
  sigset_t heard = stopping;
  sigaddset(&heard, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &heard, nullptr);

  raise_descriptor_limit();
  base::status failure;
  std::atomic<bool> failed{false};
  runtime::overrides told;
  told.failed = [&](const base::status& why) {
    failure = why;
    failed = true;
    kill(getpid(), SIGTERM);
  };
  auto node = runtime::node::start(from.settings.values, told);
  if (!node) return report(node.error());
  const auto port = (*node)->serve();
  if (!port) {
    // The store was ours: a port that is taken is no busy store.
    const auto code = report(port.error());
    return code == exit_code::unavailable ? exit_code::failed : code;
  }
  std::cout << "parley " << base::version() << " listening on "
            << url_of(from.settings.values.http, *port) << ", store "
            << printable(config::without_password(from.settings.values.store.uri))
            << archive_text(from.settings.values.archive.uri)
            << ((*node)->asks_for_keys() ? "" : " (no API keys: loopback only)")
            << std::endl;

  tell_service_manager("READY=1");

  int signal = 0;
  while (sigwait(&heard, &signal) == 0 && signal == SIGHUP) reload(**node);
  tell_service_manager("STOPPING=1");
  // Whoever cannot wait for the clean stop may ask again.
  pthread_sigmask(SIG_UNBLOCK, &stopping, nullptr);
  (*node)->stop();
  if (!failed) return exit_code::done;
  // Whoever watches over this process (systemd) starts it again, from the store.
  return report({base::errc::internal, "", "The server gave up: " + failure.text + "."});
}

}  // namespace parley::tools
