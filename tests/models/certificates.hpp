#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;

namespace parley::tests {

/// A certificate and its private key as PEM.
struct identity {
  std::string certificate;
  std::string key;
};

/// An authority of its own that signs certificates for as long as a test lasts.
class authority {
 public:
  explicit authority(const char* name);
  ~authority();

  const std::string& certificate() const { return own_; }

  /// For a server of these names, as in `DNS:localhost,IP:127.0.0.1`; an expired one was good until
  /// yesterday.
  identity sign(const std::string& names, bool expired = false) const;

 private:
  struct keys;
  std::unique_ptr<keys> keys_;
  std::string own_;
};

/// What a server needs to speak TLS with them; the caller frees it.
ssl_ctx_st* server_context(const std::string& certificate, const std::string& key);

}  // namespace parley::tests
