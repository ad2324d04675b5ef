/// A WebSocket server that sends each text back to who sent it, and on to all others; without
/// storage, sessions or JSON. What bench_streams is measured beside.
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdio>
#include <deque>
#include <memory>
#include <set>
#include <string>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;
using boost::system::error_code;
using text_ptr = std::shared_ptr<const std::string>;

class client;
using clients = std::set<std::shared_ptr<client>>;

class client : public std::enable_shared_from_this<client> {
 public:
  client(tcp::socket socket, clients& all) : stream_(std::move(socket)), all_(all) {
    stream_.next_layer().set_option(tcp::no_delay(true));
    stream_.text(true);
  }

  void start() {
    stream_.async_accept([self = shared_from_this()](error_code ec) {
      if (ec) return;
      self->all_.insert(self);
      self->read();
    });
  }

 private:
  void read() {
    stream_.async_read(in_, [self = shared_from_this()](error_code ec, std::size_t) {
      if (ec) return void(self->all_.erase(self));
      const auto text =
          std::make_shared<const std::string>(beast::buffers_to_string(self->in_.data()));
      self->in_.clear();
      self->send(text);
      for (const auto& other : self->all_)
        if (other != self) other->send(text);
      self->read();
    });
  }

  void send(text_ptr text) {
    out_.push_back(std::move(text));
    if (out_.size() == 1) write();
  }

  void write() {
    stream_.async_write(asio::buffer(*out_.front()),
                        [self = shared_from_this()](error_code ec, std::size_t) {
                          if (ec) return;
                          self->out_.pop_front();
                          if (!self->out_.empty()) self->write();
                        });
  }

  beast::websocket::stream<tcp::socket, false> stream_;
  clients& all_;
  beast::flat_buffer in_;
  std::deque<text_ptr> out_;
};

void accept(tcp::acceptor& at, clients& all) {
  at.async_accept([&](error_code ec, tcp::socket socket) {
    if (!ec) std::make_shared<client>(std::move(socket), all)->start();
    accept(at, all);
  });
}

}  // namespace

int main() {
  clients all;
  asio::io_context io{1};
  tcp::acceptor at(io, {asio::ip::make_address("127.0.0.1"), 0});
  accept(at, all);
  std::printf("listening on http://127.0.0.1:%d\n", at.local_endpoint().port());
  std::fflush(stdout);
  io.run();
  return 0;
}
