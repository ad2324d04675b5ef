#include "frontends/http/transport/tls_session.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>
#include <cerrno>
#include <cstring>

#include "frontends/http/transport/socket_bio.hpp"

namespace parley::frontends::http::transport {

namespace {

std::string reason_of(const SSL* ssl, int socket_error) {
  const auto code = ERR_peek_last_error();
  ERR_clear_error();
  if (code == 0) return socket_error ? std::strerror(socket_error) : "the connection ended";
  const char* text = ERR_reason_error_string(code);
  const std::string why = text ? text : "unknown reason";
  if (ERR_GET_REASON(code) != SSL_R_CERTIFICATE_VERIFY_FAILED) return why;
  return why + ": " + X509_verify_cert_error_string(SSL_get_verify_result(ssl));
}

}  // namespace

std::unique_ptr<tls_session> tls_session::make(const tls_context& context, int descriptor) {
  ERR_clear_error();
  auto* ssl = SSL_new(context.native());
  auto* bio = ssl ? make_socket_bio(descriptor) : nullptr;
  if (!bio) {
    SSL_free(ssl);
    return nullptr;
  }
  SSL_set_bio(ssl, bio, bio);
  return std::unique_ptr<tls_session>(new tls_session(ssl));
}

std::unique_ptr<tls_session> tls_session::accept(const tls_context& context, int descriptor) {
  auto made = make(context, descriptor);
  if (made) SSL_set_accept_state(made->ssl_);
  return made;
}

std::unique_ptr<tls_session> tls_session::connect(const tls_context& context, int descriptor,
                                                  const std::string& host) {
  auto made = make(context, descriptor);
  if (!made) return nullptr;
  auto* wanted = SSL_get0_param(made->ssl_);
  // An address is compared with the certificate's addresses, a name with its names.
  if (X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) != 1) {
    ERR_clear_error();
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) != 1 ||
        SSL_set_tlsext_host_name(made->ssl_, host.c_str()) != 1)
      return nullptr;
  }
  SSL_set_connect_state(made->ssl_);
  return made;
}

tls_session::~tls_session() { SSL_free(ssl_); }

tls_session::step tls_session::after(int result, std::size_t bytes) {
  const int socket_error = errno;
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_NONE:
      return {need::nothing, bytes};
    case SSL_ERROR_WANT_READ:
      return {need::readable};
    case SSL_ERROR_WANT_WRITE:
      return {need::writable};
    case SSL_ERROR_ZERO_RETURN:
      return {need::nothing, 0, boost::asio::error::eof};
    default:
      failed_ = true;
      trouble_ = reason_of(ssl_, socket_error);
      return {need::nothing, 0, make_error_code(boost::system::errc::errc_t::protocol_error)};
  }
}

// Errors of other connections on this thread must not be taken for those of this one, and an errno
// that is left over must not either.

tls_session::step tls_session::handshake() {
  ERR_clear_error();
  errno = 0;
  return after(SSL_do_handshake(ssl_), 0);
}

tls_session::step tls_session::read(void* to, std::size_t size) {
  if (size == 0) return {};
  ERR_clear_error();
  errno = 0;
  std::size_t got = 0;
  const int result = SSL_read_ex(ssl_, to, size, &got);
  return after(result, got);
}

tls_session::step tls_session::write(const void* from, std::size_t size) {
  if (size == 0) return {};
  ERR_clear_error();
  errno = 0;
  std::size_t sent = 0;
  const int result = SSL_write_ex(ssl_, from, size, &sent);
  return after(result, sent);
}

tls_session::step tls_session::peek() {
  ERR_clear_error();
  errno = 0;
  char byte = 0;
  std::size_t got = 0;
  const int result = SSL_peek_ex(ssl_, &byte, 1, &got);
  return after(result, got);
}

tls_session::step tls_session::finish() {
  if (failed_ || !SSL_is_init_finished(ssl_)) return {};
  ERR_clear_error();
  errno = 0;
  const int result = SSL_shutdown(ssl_);
  if (result >= 0) return {};
  const auto now = after(result, 0);
  return now.wait == need::writable ? now : step{};
}

}  // namespace parley::frontends::http::transport
