#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "parley/base/status.hpp"

namespace parley::redis {

/// Where a server is, who asks it, and how long an answer may take.
struct options {
  std::string host = "127.0.0.1";
  int port = 6379;
  std::string path;  ///< of a Unix socket, in place of host and port
  int database = 0;
  std::string user;  ///< empty: the server's default user
  std::string password;
  bool tls = false;    ///< always with the server's certificate and name checked
  std::string cacert;  ///< file of authorities; empty: those of the system
  std::string cert;    ///< file of the client's own certificate, with `key`
  std::string key;
  std::chrono::milliseconds connect_deadline{5000};
  /// How long one exchange may take. Afterwards the connection is given up.
  std::chrono::milliseconds deadline{30000};
};

/// Takes a parameter that is its owner's: false when it is not, an error when its value is wrong.
using own_parameter =
    std::function<base::result<bool>(std::string_view name, const std::string& value)>;

/// Reads `redis://[USER:PASSWORD@]HOST[:PORT][/DB]`, `rediss://` the same with TLS, and
/// `redis+unix:///PATH?db=N`; parts are percent-encoded. Parameters: `deadline_ms=100..600000`,
/// `connect_ms=100..600000`, with TLS `cacert=FILE`, `cert=FILE` and `key=FILE`, and what `own`
/// takes, which is asked first. invalid_argument with the field `field`; no text of an error shows
/// what was given, since it may hold a password.
base::result<options> read_uri(const std::string& uri, const std::string& field = "store.uri",
                               const own_parameter& own = {});

/// Whether the URI is one of a Redis.
bool is_redis(const std::string& uri);

/// The URI as it may be shown: without user, password and parameters. Only the scheme, when it
/// cannot be told where the password ends.
std::string shown(const std::string& uri);

}  // namespace parley::redis
