#pragma once

#include <string>
#include <string_view>

#include "parley/base/status.hpp"

namespace parley::frontends::http::transport {

/// Where a server is, as its users write it.
struct server_url {
  std::string host;       ///< without the brackets of an IPv6 address
  std::string port;       ///< 80 or, with TLS, 443 when it was left out
  std::string authority;  ///< "host:port" as it goes into the Host header
  bool tls = false;

  /// "http://host:port"
  std::string text() const { return (tls ? "https://" : "http://") + authority; }
};

/// Reads "http://host:port", "https://host" and "http://[::1]:port". A path, a user or another
/// scheme is invalid_argument.
base::result<server_url> parse_server_url(std::string_view text);

}  // namespace parley::frontends::http::transport
