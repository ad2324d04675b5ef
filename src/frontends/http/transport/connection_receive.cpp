#include <boost/asio/buffer.hpp>
#include <cstring>

#include "frontends/http/transport/connection.hpp"
#include "frontends/http/transport/problem.hpp"
#include "frontends/http/transport/websocket_link.hpp"

namespace parley::frontends::http::transport {

using base::errc;
using boost::system::error_code;

namespace {

constexpr std::size_t large_buffer = 65536;  ///< while a body comes
constexpr std::size_t mark_bytes = 1048576;  ///< body_ms is granted for each of these

}  // namespace

void connection::enter(phase p, std::int64_t ms) {
  phase_ = p;
  deadline_ = core_->after(ms);
}

void connection::read() {
  make_room();
  wire_.async_read_some(asio::buffer(in_.data() + in_end_, in_.size() - in_end_),
                        [self = shared_from_this()](error_code ec, std::size_t n) {
                          if (self->phase_ == phase::closed || self->phase_ == phase::sending)
                            return;
                          if (!ec)
                            self->received(n);
                          else if (ec == asio::error::eof)
                            self->ended();
                          else
                            self->close();
                        });
}

void connection::received(std::size_t bytes) {
  in_end_ += bytes;
  if (phase_ == phase::idle) enter(phase::head, core_->options.limits.header_ms);
  advance();
}

void connection::ended() {
  if (phase_ == phase::idle) return close();
  refuse({errc::invalid_argument, "", "The connection ended within the request.", 0}, 400);
}

/// Unparsed bytes go to the front; the reader bounds how many there can be.
void connection::make_room() {
  if (in_begin_ > 0) {
    std::memmove(in_.data(), in_.data() + in_begin_, in_end_ - in_begin_);
    in_end_ -= in_begin_;
    in_begin_ = 0;
  }
  if (in_end_ == in_.size()) in_.resize(in_.size() * 2);
  if (phase_ == phase::body && in_.size() < large_buffer) in_.resize(large_buffer);
  if (phase_ == phase::idle && in_.size() > small_buffer && in_end_ == 0)
    std::vector<char>(small_buffer).swap(in_);
}

void connection::advance() {
  const auto step = reader_.feed({in_.data() + in_begin_, in_end_ - in_begin_});
  in_begin_ += step.consumed;
  switch (step.now) {
    case request_reader::state::more:
      if (phase_ == phase::body && !hold_body()) return;
      return read();
    case request_reader::state::head:
      return head_complete();
    case request_reader::state::done:
      if (!hold_body()) return;
      return run_request();
    case request_reader::state::failed:
      return refuse(reader_.fault().why, reader_.fault().http);
  }
}

void connection::head_complete() {
  const auto& options = core_->options;
  const auto limit = options.admit ? options.admit(reader_.current()) : options.limits.body_bytes;
  if (!limit) return refuse(limit.error(), http_status(limit.error().code));
  if (!reader_.admit(*limit)) return refuse(reader_.fault().why, reader_.fault().http);
  enter(phase::body, options.limits.body_ms);
  body_marks_ = 0;
  if (reader_.expects_continue() && in_begin_ == in_end_) return send_continue();
  advance();
}

/// Accounts for what has come of the body; false when there is too much of it in the server.
bool connection::hold_body() {
  const auto size = reader_.current().body.size();
  const auto marks = size / mark_bytes;
  if (marks > body_marks_) {
    body_marks_ = marks;
    deadline_ = core_->after(core_->options.limits.body_ms);
  }
  core_->held_bytes += static_cast<std::int64_t>(size) - held_;
  held_ = static_cast<std::int64_t>(size);
  if (size == 0 || core_->held_bytes <= core_->options.held_bytes_max) return true;
  refuse({errc::overloaded, "", "The server works on too many large bodies; try again.", 1000},
         503);
  return false;
}

void connection::release_body() {
  core_->held_bytes -= held_;
  held_ = 0;
}

void connection::run_request() {
  http_1_0_ = reader_.http_1_0();
  auto r = reader_.take();
  r.peer = peer_;
  r.received = core_->now();
  const auto given = r.header("X-Request-Id");
  request_id_ = given && legal_request_id(*given) ? std::string(*given) : core_->next_request_id();
  r.request_id = request_id_;
  keep_alive_ = r.keep_alive;
  head_method_ = r.method == "HEAD";
  safe_method_ = head_method_ || r.method == "GET" || r.method == "OPTIONS";
  const auto request_ms = core_->options.limits.request_ms;
  enter(phase::running, request_ms + request_ms / 10);
  responder respond(shared_from_this(), ++ticket_, request_id_);
  // The answer may come within this call and the connection be on its way already when it returns.
  try {
    core_->handle(std::move(r), std::move(respond));
  } catch (...) {
    // The responder went down with the handler's frame, and answered 500.
  }
}

/// Answers a request that is not let through. Its rest may still be on the way: what comes is
/// thrown away until the client has read the answer.
void connection::refuse(const base::status& why, int http) {
  const auto& r = reader_.current();
  const auto given = r.header("X-Request-Id");
  request_id_ = given && legal_request_id(*given) ? std::string(*given) : core_->next_request_id();
  head_method_ = r.method == "HEAD";
  http_1_0_ = false;
  send(problem(why, request_id_, {}, http), false);
}

std::chrono::microseconds connection::deadline() const {
  return link_ ? link_->deadline() : deadline_;
}

void connection::expire() {
  if (link_) return link_->expire();
  if (phase_ == phase::resting) return next_request();
  const bool stalled = phase_ == phase::head || phase_ == phase::body;
  const bool running = phase_ == phase::running;
  if (!stalled && !running) return phase_ == phase::pulling ? abort() : close();
  if (stalled) {
    const std::string part = phase_ == phase::head ? "header" : "body";
    error_code ignored;
    wire_.socket().cancel(ignored);  // the open read; its handler finds another phase
    return refuse({errc::timeout, "", "The request's " + part + " did not come in time.", 0}, 408);
  }
  ++ticket_;  // the answer, should it still come, is for nobody
  if (safe_method_)
    send(problem({errc::timeout, "", "The request took too long.", 0}, request_id_), true);
  else
    send(
        problem(
            {errc::unknown_outcome, "",
             "The request took too long and may still take effect; repeat it with the same id.", 0},
            request_id_),
        true);
}

void connection::finish_up() {
  if (link_) return link_->finish_up();
  if (phase_ == phase::pulling && stream_ && stream_->live()) return end_live();
  if (phase_ == phase::securing || phase_ == phase::idle || phase_ == phase::resting ||
      phase_ == phase::lingering)
    close();
}

void connection::close() {
  if (phase_ == phase::closed) return;
  const auto self = shared_from_this();
  // With TLS an end without a word means that something was cut off.
  if (phase_ == phase::idle || phase_ == phase::resting) wire_.part();
  phase_ = phase::closed;
  release_body();
  stream_.reset();
  wire_.close();
  if (const auto link = std::exchange(link_, nullptr)) link->cut();
  core_->remove(*this);
}

}  // namespace parley::frontends::http::transport
