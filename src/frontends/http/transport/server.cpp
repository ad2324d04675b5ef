#include "frontends/http/transport/server.hpp"

#include <pthread.h>
#include <signal.h>

#include <boost/asio/post.hpp>

#include "frontends/http/transport/core.hpp"

namespace parley::frontends::http::transport {

namespace {

/// Starts a thread that takes no signals: those are for the host application's own threads.
template <class F>
std::thread start_quiet_thread(F body) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(std::move(body));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_setname_np(thread.native_handle(), "parley-http");
  return thread;
}

}  // namespace

base::result<std::unique_ptr<server>> server::start(server_options options, handler handle) {
  if (!options.clock) options.clock = &base::system_clock();
  try {
    std::unique_ptr<server> made(new server);
    made->core_ = std::make_shared<core>(std::move(options), std::move(handle));
    auto port = made->core_->listen();
    if (!port) return base::fail(std::move(port.error()));
    made->port_ = *port;
    made->thread_ = start_quiet_thread([c = made->core_.get()] { c->run(); });
    return made;
  } catch (const std::exception& e) {
    return base::fail(base::errc::unavailable, "",
                      std::string("The HTTP server cannot start: ") + e.what() + ".");
  }
}

server::~server() { stop(std::chrono::milliseconds::zero()); }

std::size_t server::connections() const { return core_->open.load(std::memory_order_relaxed); }

void server::renew(std::shared_ptr<const tls_context> tls) {
  boost::asio::post(core_->io, [c = core_.get(), fresh = std::move(tls)] {
    if (c->options.tls) c->options.tls = fresh;
  });
}

void server::stop(std::chrono::milliseconds grace) {
  if (!thread_.joinable()) return;
  boost::asio::post(core_->io, [c = core_.get(), grace] { c->stop(grace); });
  thread_.join();
  // A responder may keep the core for longer than the host keeps what its functions refer to.
  core_->handle = nullptr;
  core_->options.admit = nullptr;
}

}  // namespace parley::frontends::http::transport
