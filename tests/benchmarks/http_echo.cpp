/// bench_http_echo [CERT KEY]: the bare machine for `http.sh`: a Boost.Beast server with one I/O thread
/// that reads a request and answers 201 with a body as long as a receipt, over HTTP or, with a
/// certificate, HTTPS. It stores nothing and parses no JSON. Prints its port.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <iostream>
#include <memory>
#include <string>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using beast::error_code;

template <class Stream>
class session : public std::enable_shared_from_this<session<Stream>> {
 public:
  template <class... Args>
  explicit session(Args&&... args) : stream_(std::forward<Args>(args)...) {
    answer_.result(http::status::created);
    answer_.set(http::field::content_type, "application/json");
    answer_.body() = std::string(230, 'x');
    answer_.prepare_payload();
  }

  Stream& stream() { return stream_; }

  void read() {
    request_ = {};
    http::async_read(stream_, buffer_, request_,
                     [self = this->shared_from_this()](error_code ec, std::size_t) {
                       if (!ec) self->write();
                     });
  }

 private:
  void write() {
    http::async_write(stream_, answer_,
                      [self = this->shared_from_this()](error_code ec, std::size_t) {
                        if (!ec) self->read();
                      });
  }

  Stream stream_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> answer_;
};

using plain = tcp::socket;
using secure = beast::ssl_stream<tcp::socket>;

void accept(tcp::acceptor& at, asio::ssl::context* tls) {
  at.async_accept([&at, tls](error_code ec, tcp::socket socket) {
    if (ec) return;
    socket.set_option(tcp::no_delay(true));
    if (tls) {
      auto made = std::make_shared<session<secure>>(std::move(socket), *tls);
      made->stream().async_handshake(asio::ssl::stream_base::server, [made](error_code failed) {
        if (!failed) made->read();
      });
    } else {
      std::make_shared<session<plain>>(std::move(socket))->read();
    }
    accept(at, tls);
  });
}

}  // namespace

int main(int argc, char** argv) {
  asio::io_context io{1};
  asio::ssl::context tls{asio::ssl::context::tls_server};
  if (argc == 3) {
    tls.use_certificate_chain_file(argv[1]);
    tls.use_private_key_file(argv[2], asio::ssl::context::pem);
  }
  tcp::acceptor at{io, {asio::ip::address_v4::loopback(), 0}};
  std::cout << at.local_endpoint().port() << std::endl;
  accept(at, argc == 3 ? &tls : nullptr);
  io.run();
}
