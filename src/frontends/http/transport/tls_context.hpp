#pragma once

#include <memory>
#include <string>
#include <vector>

#include "parley/base/status.hpp"

struct ssl_ctx_st;

namespace parley::frontends::http::transport {

/// What the TLS connections of one side share: a server's certificate and key, or whom a client
/// trusts. TLS 1.2 with forward secrecy and authenticated ciphers, and TLS 1.3; ALPN http/1.1. It
/// never changes and may be used by any thread; connections keep what they need of it.
class tls_context {
 public:
  /// `certificate` is a PEM file with the server's certificate and behind it those that lead to its
  /// authority, `key` one with the private key, without a passphrase. invalid_argument, with the
  /// field tls_cert or tls_key, when a file cannot be read, holds something else, or the two do not
  /// fit each other. A key that every user of the machine may read and a certificate that is not
  /// valid now are warnings.
  static base::result<std::shared_ptr<const tls_context>> for_server(const std::string& certificate,
                                                                     const std::string& key);

  /// Servers are asked for a certificate that leads to the system's authorities or, when it is not
  /// empty, to those of the PEM file `authorities`; invalid_argument (ca_file) when that is no such
  /// file.
  static base::result<std::shared_ptr<const tls_context>> for_client(
      const std::string& authorities);

  ~tls_context();
  tls_context(const tls_context&) = delete;
  tls_context& operator=(const tls_context&) = delete;

  /// What whoever runs the server should know, a sentence each.
  const std::vector<std::string>& warnings() const { return warnings_; }

  /// The end of the certificate's validity, as OpenSSL prints it: "Jan  2 03:04:05 2027 GMT". Empty
  /// for a client.
  const std::string& valid_until() const { return valid_until_; }

  ssl_ctx_st* native() const { return context_; }

 private:
  explicit tls_context(ssl_ctx_st* context) : context_(context) {}
  void look_at_certificate(const std::string& file);

  ssl_ctx_st* context_;
  std::vector<std::string> warnings_;
  std::string valid_until_;
};

}  // namespace parley::frontends::http::transport
