#include "frontends/http/transport/tls_context.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace parley::frontends::http::transport {

using base::errc;

namespace {

/// Of TLS 1.2; those of 1.3 are all of this kind.
constexpr const char* ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr unsigned char only_protocol[] = "\x08http/1.1";
constexpr unsigned int only_protocol_bytes = sizeof only_protocol - 1;

std::string reason() {
  const auto code = ERR_peek_last_error();
  const char* why = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return why ? why : "unknown reason";
}

tl::unexpected<base::status> bad_file(const char* field, std::string text) {
  ERR_clear_error();
  return base::fail(errc::invalid_argument, field, std::move(text));
}

/// Why a file cannot be read; empty when it can.
std::string unreadable(const std::string& file) {
  struct stat facts {};
  auto* opened = std::fopen(file.c_str(), "re");
  if (!opened) return std::strerror(errno);
  const bool folder = fstat(fileno(opened), &facts) == 0 && S_ISDIR(facts.st_mode);
  std::fclose(opened);
  return folder ? std::strerror(EISDIR) : "";
}

bool open_to_everybody(const std::string& file) {
  struct stat facts {};
  return stat(file.c_str(), &facts) == 0 && (facts.st_mode & (S_IROTH | S_IWOTH)) != 0;
}

/// A server has nobody to ask for a passphrase.
int no_passphrase(char*, int, int, void*) { return 0; }

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_bytes,
                    const unsigned char* offered, unsigned int offered_bytes, void*) {
  for (unsigned int i = 0; i < offered_bytes; i += 1u + offered[i]) {
    const bool same = i + only_protocol_bytes <= offered_bytes &&
                      std::memcmp(offered + i, only_protocol, only_protocol_bytes) == 0;
    if (!same) continue;
    *chosen = offered + i + 1;
    *chosen_bytes = offered[i];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// What both sides have in common; null when memory is short.
SSL_CTX* make_context(const SSL_METHOD* method) {
  ERR_clear_error();
  auto* made = SSL_CTX_new(method);
  if (!made) return nullptr;
  SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(made, ciphers);
  SSL_CTX_set_options(made, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  // Idle connections give their buffers back; a write that was cut short goes on with other memory.
  SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                             SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);  // tickets need none
  SSL_CTX_set_default_passwd_cb(made, no_passphrase);
  return made;
}

tl::unexpected<base::status> no_memory() {
  return base::fail(errc::unavailable, "", "TLS cannot be set up: " + reason() + ".");
}

}  // namespace

tls_context::~tls_context() { SSL_CTX_free(context_); }

base::result<std::shared_ptr<const tls_context>> tls_context::for_server(
    const std::string& certificate, const std::string& key) {
  auto* context = make_context(TLS_server_method());
  if (!context) return no_memory();
  const std::shared_ptr<tls_context> made(new tls_context(context));
  SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  if (const auto why = unreadable(certificate); !why.empty())
    return bad_file("tls_cert",
                    "The certificate '" + certificate + "' cannot be read: " + why + ".");
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1)
    return bad_file("tls_cert", "'" + certificate +
                                    "' must hold the server's certificate in PEM and behind it "
                                    "those that lead to its authority (" +
                                    reason() + ").");
  if (const auto why = unreadable(key); !why.empty())
    return bad_file("tls_key", "The private key '" + key + "' cannot be read: " + why + ".");
  const bool taken = SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) == 1;
  if (!taken && ERR_GET_REASON(ERR_peek_last_error()) != X509_R_KEY_VALUES_MISMATCH)
    return bad_file(
        "tls_key",
        "'" + key + "' must hold a private key in PEM without a passphrase (" + reason() + ").");
  // A key of another kind is taken, for a certificate that is still to come.
  if (!taken || SSL_CTX_check_private_key(context) != 1)
    return bad_file("tls_key", "The key in '" + key + "' is not that of the certificate in '" +
                                   certificate + "'.");
  if (open_to_everybody(key))
    made->warnings_.push_back("Every user of this machine may read or write the private key '" +
                              key + "'; its owner alone should.");
  made->look_at_certificate(certificate);
  return made;
}

void tls_context::look_at_certificate(const std::string& file) {
  const auto* leaf = SSL_CTX_get0_certificate(context_);
  const auto* end = X509_get0_notAfter(leaf);
  if (auto* text = BIO_new(BIO_s_mem())) {
    char* bytes = nullptr;
    if (ASN1_TIME_print(text, end) == 1) {
      const auto size = BIO_get_mem_data(text, &bytes);
      valid_until_.assign(bytes, static_cast<std::size_t>(size));
    }
    BIO_free(text);
  }
  if (X509_cmp_current_time(end) < 0)
    warnings_.push_back("The certificate in '" + file + "' was valid until " + valid_until_ +
                        "; clients will refuse it.");
  if (X509_cmp_current_time(X509_get0_notBefore(leaf)) > 0)
    warnings_.push_back("The certificate in '" + file + "' is not valid yet.");
}

base::result<std::shared_ptr<const tls_context>> tls_context::for_client(
    const std::string& authorities) {
  auto* context = make_context(TLS_client_method());
  if (!context) return no_memory();
  const std::shared_ptr<tls_context> made(new tls_context(context));
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_alpn_protos(context, only_protocol, only_protocol_bytes);
  if (authorities.empty()) {
    if (SSL_CTX_set_default_verify_paths(context) != 1) return no_memory();
    return made;
  }
  if (const auto why = unreadable(authorities); !why.empty())
    return bad_file("ca_file",
                    "The authorities' file '" + authorities + "' cannot be read: " + why + ".");
  if (SSL_CTX_load_verify_file(context, authorities.c_str()) != 1)
    return bad_file(
        "ca_file",
        "'" + authorities + "' must hold certificates of authorities in PEM (" + reason() + ").");
  return made;
}

}  // namespace parley::frontends::http::transport
