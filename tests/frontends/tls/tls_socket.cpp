#include "frontends/tls/tls_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace parley::tests {

namespace {

int connected(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{10, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  return fd;
}

}  // namespace

tls_socket::tls_socket(std::uint16_t port, const tls_hello& hello)
    : context_(SSL_CTX_new(TLS_client_method())), fd_(connected(port)) {
  // OpenSSL writes an alert also where nobody reads it any more.
  std::signal(SIGPIPE, SIG_IGN);
  // What a client of today would not offer any more shall reach the server.
  SSL_CTX_set_security_level(context_, 0);
  SSL_CTX_set_min_proto_version(context_, hello.version_min);
  SSL_CTX_set_max_proto_version(context_, hello.version_max);
  if (!hello.ciphers.empty()) SSL_CTX_set_cipher_list(context_, hello.ciphers.c_str());
  ssl_ = SSL_new(context_);
  if (!hello.protocols.empty())
    SSL_set_alpn_protos(ssl_, reinterpret_cast<const unsigned char*>(hello.protocols.data()),
                        static_cast<unsigned>(hello.protocols.size()));
  SSL_set_fd(ssl_, fd_);
  ERR_clear_error();
  secure_ = SSL_connect(ssl_) == 1;
}

tls_socket::~tls_socket() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
  if (fd_ >= 0) ::close(fd_);
}

std::string tls_socket::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string tls_socket::version() const { return SSL_get_version(ssl_); }

long tls_socket::serial() const {
  auto* certificate = SSL_get1_peer_certificate(ssl_);
  const long number = certificate ? ASN1_INTEGER_get(X509_get0_serialNumber(certificate)) : 0;
  X509_free(certificate);
  return number;
}

bool tls_socket::send(std::string_view bytes) {
  ERR_clear_error();
  std::size_t sent = 0;
  return bytes.empty() || SSL_write_ex(ssl_, bytes.data(), bytes.size(), &sent) == 1;
}

bool tls_socket::fill() {
  char part[16384];
  std::size_t got = 0;
  ERR_clear_error();
  if (!secure_ || SSL_read_ex(ssl_, part, sizeof part, &got) != 1) return false;
  in_.append(part, got);
  return true;
}

std::string tls_socket::receive_until(std::string_view mark) {
  while (in_.find(mark) == in_.npos && fill()) {
  }
  const auto at = in_.find(mark);
  const auto size = at == in_.npos ? in_.size() : at + mark.size();
  auto out = in_.substr(0, size);
  in_.erase(0, size);
  return out;
}

std::string tls_socket::receive_rest() {
  while (fill()) {
  }
  return std::exchange(in_, {});
}

bool tls_socket::ended_properly() const {
  return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0;
}

void tls_socket::finish() { SSL_shutdown(ssl_); }

bool tls_socket::renew_keys() {
  return SSL_key_update(ssl_, SSL_KEY_UPDATE_NOT_REQUESTED) == 1 && SSL_do_handshake(ssl_) == 1;
}

void tls_socket::cut() { ::shutdown(fd_, SHUT_WR); }

void tls_socket::reset() {
  const linger now{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(fd_, -1));
}

bool tls_socket::send_raw(std::string_view bytes) {
  return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(bytes.size());
}

}  // namespace parley::tests
