#include "frontends/http/transport/websocket_link.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>

#include "frontends/http/transport/wire_teardown.hpp"

namespace parley::frontends::http::transport {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

namespace {

constexpr std::size_t kept_bytes_max = 65536;  ///< of the read buffer between two messages
constexpr std::uint16_t slow_reader = 4408;
constexpr std::chrono::microseconds never = std::chrono::microseconds::max();

/// Windows and tables that cost a connection about 40 KiB, where zlib's usual ones take 300.
websocket::permessage_deflate small_deflate() {
  websocket::permessage_deflate how;
  how.server_enable = true;
  how.server_max_window_bits = 12;
  how.client_max_window_bits = 12;
  how.memLevel = 4;
  how.compLevel = 3;
  how.msg_size_threshold = 128;
  return how;
}

class link final : public websocket_link, public std::enable_shared_from_this<link> {
 public:
  link(std::shared_ptr<core> owner, wire below, std::shared_ptr<upgrade> wanted,
       std::function<void()> gone)
      : core_(std::move(owner)),
        stream_(std::move(below)),
        user_(std::move(wanted->user)),
        gone_(std::move(gone)) {
    handshake_.method(http::verb::get);
    handshake_.target(wanted->target);
    for (const auto& [name, value] : wanted->headers) handshake_.insert(name, value);
    stream_.read_message_max(static_cast<std::size_t>(wanted->message_bytes_max));
    stream_.auto_fragment(false);
    stream_.text(true);
    if (core_->options.deflate) stream_.set_option(small_deflate());
  }

  void accept() {
    deadline_ = core_->after(core_->options.limits.header_ms);
    stream_.async_accept(handshake_, [self = shared_from_this()](error_code ec) {
      if (self->over_) return;
      if (ec) return self->finish();
      self->deadline_ = never;
      self->open_ = true;
      self->handshake_ = {};
      self->stream_.control_callback([to = self->weak_from_this()](auto&&...) {
        if (const auto link = to.lock()) link->hear();
      });
      self->hear();
      self->user_->opened(self);
    });
  }

  void post(std::function<void()> work) override {
    asio::post(core_->io, [to = weak_from_this(), work = std::move(work)] {
      const auto self = to.lock();
      if (self && !self->over_) work();
    });
  }

  void read() override {
    if (reading_ || closing_ != 0 || over_) return;
    reading_ = true;
    hear();  // it could not be heard while nobody read
    stream_.async_read(in_, [self = shared_from_this()](error_code ec, std::size_t) {
      self->reading_ = false;
      if (self->over_) return;
      if (ec) return self->closing_ == 0 ? self->finish() : void();
      self->came();
    });
  }

  void send(std::string text) override {
    if (closing_ != 0 || over_) return;
    out_.push_back(std::move(text));
    if (!writing_) write();
  }

  std::size_t waiting() const override { return out_.size(); }

  void close(std::uint16_t code, std::string_view reason) override {
    if (closing_ != 0 || over_) return;
    closing_ = code;
    reason_ = reason.substr(0, 120);
    // Of the time to take what is being sent, and of the good-bye.
    deadline_ = core_->after(core_->options.linger_ms);
    if (!writing_) say_good_bye();
  }

  std::chrono::microseconds deadline() override {
    // Beast says good-bye by itself to who broke the rules or wants to go, and waits for the end.
    if (open_ && deadline_ == never && !stream_.is_open())
      deadline_ = core_->after(core_->options.linger_ms);
    return deadline_ == never && reading_ ? silence_ends_ : deadline_;
  }

  void expire() override {
    if (deadline_ == never && !asked_) return ask();
    if (writing_ && closing_ == 0) return close(slow_reader, "it was read too slowly");
    cut();
  }

  void finish_up() override {
    if (!open_) return cut();
    close(1001, "the server stops");
  }

  void cut() override {
    const auto self = shared_from_this();
    stream_.next_layer().close();
    finish();
  }

 private:
  /// A sign of life.
  void hear() {
    asked_ = false;
    silence_ends_ = core_->after(core_->options.limits.idle_connection_ms);
  }

  /// Who says nothing for long is asked, and cut off when that brings no answer either.
  void ask() {
    hear();
    asked_ = true;
    stream_.async_ping({}, [self = shared_from_this()](error_code) {});
  }

  void came() {
    hear();
    if (closing_ != 0) return in_.clear();
    if (!stream_.got_text()) return close(1003, "messages are text");
    auto text = boost::beast::buffers_to_string(in_.data());
    in_.clear();
    if (in_.capacity() > kept_bytes_max) in_.shrink_to_fit();
    user_->received(std::move(text));
  }

  void write() {
    writing_ = true;
    deadline_ = core_->after(core_->options.limits.send_ms);
    stream_.async_write(asio::buffer(out_.front()),
                        [self = shared_from_this()](error_code ec, std::size_t) {
                          self->writing_ = false;
                          if (self->over_) return;
                          if (ec) return self->finish();
                          self->sent();
                        });
  }

  void sent() {
    out_.pop_front();
    if (closing_ != 0) return say_good_bye();
    deadline_ = never;
    if (!out_.empty()) return write();
    user_->drained();
  }

  void say_good_bye() {
    out_.clear();
    deadline_ = core_->after(core_->options.linger_ms);
    websocket::close_reason why(static_cast<websocket::close_code>(closing_));
    why.reason = {reason_.data(), reason_.size()};
    stream_.async_close(why, [self = shared_from_this()](error_code) {
      if (!self->over_) self->finish();
    });
  }

  void finish() {
    if (std::exchange(over_, true)) return;
    const auto self = shared_from_this();
    deadline_ = never;
    out_.clear();
    if (const auto user = std::exchange(user_, nullptr)) user->closed();
    stream_.next_layer().close();
    if (const auto gone = std::exchange(gone_, nullptr)) gone();
  }

  std::shared_ptr<core> core_;  // first: the socket needs its io_context to the end
  websocket::stream<wire, true> stream_;
  http::request<http::empty_body> handshake_;
  std::shared_ptr<socket_user> user_;
  std::function<void()> gone_;
  boost::beast::flat_buffer in_;
  std::deque<std::string> out_;
  std::string reason_;
  std::uint16_t closing_ = 0;  ///< the code of the good-bye; 0: none
  bool open_ = false;          ///< the handshake is done
  bool reading_ = false;
  bool asked_ = false;  ///< a ping is out, and nothing came since
  bool writing_ = false;
  bool over_ = false;
  std::chrono::microseconds deadline_ = never;
  std::chrono::microseconds silence_ends_ = never;
};

}  // namespace

std::shared_ptr<websocket_link> websocket_link::start(std::shared_ptr<core> owner, wire below,
                                                      std::shared_ptr<upgrade> wanted,
                                                      std::function<void()> gone) {
  auto made = std::make_shared<link>(std::move(owner), std::move(below), std::move(wanted),
                                     std::move(gone));
  made->accept();
  return made;
}

bool asks_for_socket(const request& r) {
  const auto wanted = r.header("Upgrade");
  const auto version = r.header("Sec-WebSocket-Version");
  return r.method == "GET" && r.body.empty() && wanted &&
         boost::beast::iequals(*wanted, "websocket") && version && *version == "13" &&
         r.header("Sec-WebSocket-Key");
}

}  // namespace parley::frontends::http::transport
