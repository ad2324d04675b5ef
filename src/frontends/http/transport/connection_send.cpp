#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include "frontends/http/transport/connection.hpp"
#include "frontends/http/transport/response_head.hpp"

namespace parley::frontends::http::transport {

using boost::system::error_code;

namespace {

constexpr std::size_t joined_bytes_max = 16384;  ///< a body up to this goes out behind its header
constexpr std::size_t mark_bytes = 1048576;      ///< send_ms is granted for each of these

bool has_no_body(int status) { return status == 204 || status == 304 || status < 200; }

/// What a source's `done` shares: the last copy to go reports when none was called.
class open_pull {
 public:
  using part_ptr = std::unique_ptr<body_source::part>;

  explicit open_pull(std::function<void(part_ptr)> to) : to_(std::move(to)) {}
  ~open_pull() {
    give(std::make_unique<body_source::part>(
        base::fail(base::errc::internal, "", "The source dropped a part that was asked for.")));
  }
  open_pull(const open_pull&) = delete;
  open_pull& operator=(const open_pull&) = delete;

  void give(part_ptr part) {
    if (!given_.exchange(true)) to_(std::move(part));
  }

 private:
  std::function<void(part_ptr)> to_;
  std::atomic<bool> given_{false};
};

}  // namespace

void connection::answer(std::uint64_t ticket, response r) {
  // What is queued owns no connection: see core.
  asio::dispatch(core_->io, [to = weak_from_this(), ticket, answer = std::move(r)]() mutable {
    const auto self = to.lock();
    if (!self || self->phase_ != phase::running || self->ticket_ != ticket) return;
    self->send(std::move(answer), true);
  });
}

void connection::send(response r, bool may_stay) {
  if (r.socket) return become_socket(std::move(r.socket));
  keep_alive_ = keep_alive_ && may_stay && !core_->stopping;
  head_facts facts;
  if (has_no_body(r.status)) {
    facts.body = framing::none;
  } else if (r.stream) {
    facts.body = http_1_0_ ? framing::close : framing::chunks;
    if (http_1_0_) keep_alive_ = false;
  }
  facts.keep_alive = keep_alive_;
  facts.http_1_0 = http_1_0_;
  facts.request_id = request_id_;
  facts.date_line = core_->date_line();
  out_head_ = write_head(r, facts);
  refused_ = r.status == 503;
  out_body_.clear();
  out_sent_ = 0;
  chunked_ = facts.body == framing::chunks;
  if (!head_method_ && facts.body != framing::none) {
    stream_ = std::move(r.stream);
    out_body_ = std::move(r.body);
    if (chunked_ && !out_body_.empty()) {
      out_head_ += chunk_head(out_body_.size());
      out_body_ += "\r\n";
    }
    if (out_body_.size() <= joined_bytes_max) {
      out_head_ += out_body_;
      out_body_.clear();
    }
  }
  enter(phase::sending, core_->options.limits.send_ms);
  write();
}

void connection::send_continue() {
  out_head_ = "HTTP/1.1 100 Continue\r\n\r\n";
  out_body_.clear();
  out_sent_ = 0;
  continuing_ = true;
  enter(phase::sending, core_->options.limits.send_ms);
  write();
}

void connection::write() {
  std::array<asio::const_buffer, 2> parts{asio::buffer(out_head_), asio::buffer(out_body_)};
  const auto of_head = std::min(out_sent_, out_head_.size());
  parts[0] += of_head;
  parts[1] += out_sent_ - of_head;
  wire_.async_write_some(parts, [self = shared_from_this()](error_code ec, std::size_t n) {
    if (self->phase_ == phase::closed) return;
    if (ec)
      self->close();
    else
      self->written(n);
  });
}

void connection::written(std::size_t bytes) {
  const auto marks = out_sent_ / mark_bytes;
  out_sent_ += bytes;
  if (out_sent_ == out_head_.size() + out_body_.size()) return sent();
  if (out_sent_ / mark_bytes != marks) deadline_ = core_->after(core_->options.limits.send_ms);
  write();
}

void connection::sent() {
  out_head_.clear();
  std::string().swap(out_body_);
  if (continuing_) {
    continuing_ = false;
    enter(phase::body, core_->options.limits.body_ms);
    return advance();
  }
  if (stream_) return pull();
  if (keep_alive_) return refused_ ? rest() : next_request();
  linger();
}

void connection::pull() {
  enter(phase::pulling, core_->options.limits.request_ms);
  if (stream_->live()) {
    if (core_->stopping) return end_live();
    wait_for_live();
  }
  // Always posted: the source is never destroyed from within its own next().
  auto call = std::make_shared<open_pull>(
      [keep = core_, to = weak_from_this(), ticket = ++ticket_](open_pull::part_ptr part) {
        asio::post(keep->io, [to, ticket, part = std::move(part)] {
          if (const auto self = to.lock()) self->part_came(ticket, std::move(*part));
        });
      });
  try {
    stream_->next([call](body_source::part part) {
      call->give(std::make_unique<body_source::part>(std::move(part)));
    });
  } catch (...) {
    // The source's copies of `call` are gone with the frame, and the last one reports.
  }
}

void connection::part_came(std::uint64_t pull, body_source::part part) {
  if (phase_ != phase::pulling || pull != ticket_) return;
  if (!part) return abort();
  if (*part && (*part)->empty()) return this->pull();
  if (*part) return send_part(std::move(**part));
  stream_.reset();
  if (!chunked_) return sent();
  out_head_ = "0\r\n\r\n";
  out_sent_ = 0;
  enter(phase::sending, core_->options.limits.send_ms);
  write();
}

void connection::send_part(std::string part) {
  out_body_ = std::move(part);
  if (chunked_) {
    out_head_ = chunk_head(out_body_.size());
    out_body_ += "\r\n";
  }
  out_sent_ = 0;
  enter(phase::sending, core_->options.limits.send_ms);
  write();
}

/// The body cannot be finished. Chunks without an end say so; without chunks only a reset does.
void connection::abort() {
  error_code ignored;
  if (!chunked_) wire_.socket().set_option(asio::socket_base::linger(true, 0), ignored);
  close();
}

/// A client that does as Retry-After says does not notice this; one that repeats at once would take
/// the time that the server needs for those whom it serves.
void connection::rest() {
  release_body();
  if (core_->stopping) return linger();
  enter(phase::resting, core_->options.rest_ms);
}

void connection::next_request() {
  release_body();
  if (core_->stopping) return linger();
  if (in_begin_ < in_end_) {
    enter(phase::head, core_->options.limits.header_ms);
    return advance();
  }
  enter(phase::idle, core_->options.limits.idle_connection_ms);
  read();
}

/// Closing at once would reset the connection when bytes of the client are unread or on their way,
/// and the reset can overtake the answer. So: end our half, throw away what comes, then close.
void connection::linger() {
  reader_.take();  // of a refused request, there may be much of it
  release_body();
  enter(phase::lingering, core_->options.linger_ms);
  wire_.async_end([self = shared_from_this()](error_code ec, std::size_t) {
    if (self->phase_ == phase::closed) return;
    if (ec)
      self->close();
    else
      self->drain();
  });
}

/// Of the bare socket, since nobody reads it.
void connection::drain() {
  wire_.socket().async_read_some(asio::buffer(in_),
                                 [self = shared_from_this()](error_code ec, std::size_t) {
                                   if (self->phase_ == phase::closed) return;
                                   if (ec)
                                     self->close();
                                   else
                                     self->drain();
                                 });
}

}  // namespace parley::frontends::http::transport
