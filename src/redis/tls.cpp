#include "redis/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "redis/failure.hpp"

namespace parley::redis {
namespace {

constexpr std::size_t chunk = 16384;
/// What is taken beyond what the network takes.
constexpr std::size_t unsent_max = 16 * chunk;

[[noreturn]] void lose(const std::string& doing) {
  const auto code = ERR_get_error();
  const char* why = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  throw failure::lost(why ? doing + ": " + why : doing);
}

void must(int done, const std::string& doing) {
  if (done != 1) lose(doing);
}

}  // namespace

void tls::release::operator()(ssl_ctx_st* p) const noexcept { SSL_CTX_free(p); }
void tls::release::operator()(ssl_st* p) const noexcept { SSL_free(p); }

tls::tls(std::unique_ptr<stream> below, const options& opts, time_point until)
    : below_(std::move(below)), context_(SSL_CTX_new(TLS_client_method())) {
  ERR_clear_error();
  if (!context_) lose("setting up TLS");
  trust(opts);
  ssl_.reset(SSL_new(context_.get()));
  if (!ssl_) lose("setting up TLS");
  expect(opts);
  shake_hands(until);
}

tls::~tls() = default;

void tls::trust(const options& opts) {
  auto* context = context_.get();
  must(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION), "setting up TLS");
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (opts.cacert.empty())
    must(SSL_CTX_set_default_verify_paths(context), "reading the system's authorities");
  else
    must(SSL_CTX_load_verify_locations(context, opts.cacert.c_str(), nullptr),
         "reading the file of cacert");
  if (opts.cert.empty()) return;
  must(SSL_CTX_use_certificate_chain_file(context, opts.cert.c_str()), "reading the file of cert");
  must(SSL_CTX_use_PrivateKey_file(context, opts.key.c_str(), SSL_FILETYPE_PEM),
       "reading the file of key");
}

void tls::expect(const options& opts) {
  auto* wanted = SSL_get0_param(ssl_.get());
  // An address is compared with addresses of the certificate, a name with its names.
  if (X509_VERIFY_PARAM_set1_ip_asc(wanted, opts.host.c_str()) != 1) {
    ERR_clear_error();
    must(X509_VERIFY_PARAM_set1_host(wanted, opts.host.c_str(), opts.host.size()),
         "setting up TLS");
    must(static_cast<int>(SSL_set_tlsext_host_name(ssl_.get(), opts.host.c_str())),
         "setting up TLS");
  }
  // The connection frees both.
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_connect_state(ssl_.get());
}

void tls::shake_hands(time_point until) {
  for (;;) {
    const int done = SSL_do_handshake(ssl_.get());
    const int why = done == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), done);
    flush();
    if (done == 1) return;
    if (why != SSL_ERROR_WANT_READ) {
      const auto verified = SSL_get_verify_result(ssl_.get());
      if (verified == X509_V_OK) lose("shaking hands with the server");
      ERR_clear_error();
      throw failure::lost(std::string("the server's certificate: ") +
                          X509_verify_cert_error_string(verified));
    }
    if (!fill()) below_->wait(has_unsent(), until);
  }
}

void tls::flush() {
  auto* out = SSL_get_wbio(ssl_.get());
  std::array<char, chunk> buffer;
  for (int got; (got = BIO_read(out, buffer.data(), static_cast<int>(buffer.size()))) > 0;)
    unsent_.append(buffer.data(), static_cast<std::size_t>(got));
  std::size_t sent = 0;
  for (std::size_t n; (n = below_->send(std::string_view{unsent_}.substr(sent))) > 0;) sent += n;
  unsent_.erase(0, sent);
}

bool tls::fill() {
  std::array<char, chunk> buffer;
  const auto got = below_->receive(buffer.data(), buffer.size());
  if (got > 0) BIO_write(SSL_get_rbio(ssl_.get()), buffer.data(), static_cast<int>(got));
  return got > 0;
}

std::size_t tls::send(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && unsent_.size() < unsent_max) {
    const auto part = bytes.substr(taken, unsent_max);
    std::size_t n = 0;
    if (SSL_write_ex(ssl_.get(), part.data(), part.size(), &n) != 1) lose("writing to the server");
    taken += n;
    flush();
  }
  if (has_unsent()) flush();
  return taken;
}

std::size_t tls::receive(char* into, std::size_t most) {
  for (;;) {
    std::size_t got = 0;
    if (SSL_read_ex(ssl_.get(), into, most, &got) == 1) return got;
    const int why = SSL_get_error(ssl_.get(), 0);
    flush();
    if (why == SSL_ERROR_ZERO_RETURN) throw failure::lost("the server closed the connection");
    if (why != SSL_ERROR_WANT_READ) lose("reading from the server");
    if (!fill()) return 0;
  }
}

void tls::wait(bool for_writing, time_point until) {
  below_->wait(for_writing || has_unsent(), until);
}

bool tls::is_ready() { return SSL_pending(ssl_.get()) > 0 || below_->is_ready(); }

}  // namespace parley::redis
