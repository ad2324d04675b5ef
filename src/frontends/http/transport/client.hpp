#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "frontends/http/transport/exchange.hpp"
#include "frontends/http/transport/response_reader.hpp"
#include "parley/base/status.hpp"

namespace parley::frontends::http::transport {

struct client_options {
  std::int64_t connect_ms = 5000;        ///< for one address of the server
  std::int64_t silence_ms = 60000;       ///< longest wait for the server to take or send a byte
  std::int64_t body_bytes = 1073741824;  ///< of an answer that is kept in memory

  /// PEM file of the authorities that may vouch for a server with https; empty: the system's.
  std::string ca_file;
};

/// Calls one server, one call at a time, blocking; keeps its connection open between calls. Not to
/// be used by two threads at once.
///
/// Every answer of the server is a result, whatever its status. Failures are those of the way:
/// `unavailable` when no server answers, when one does not prove by its certificate that it is the
/// one that was asked for (https), or when the answer breaks off (nothing is known to have been
/// done when the connection could not be made; a GET may be repeated), `timeout` when a request
/// that changes nothing was not answered, `unknown_outcome` when one that may change something
/// was sent and not answered.
class client {
 public:
  /// `url`: "http://host:port" or "https://host:port", a "/" behind it is allowed; port 80 or 443
  /// when absent. Does not connect; invalid_argument when the authorities' file is none.
  static base::result<client> open(std::string_view url, client_options options = {});

  ~client();
  client(client&&) noexcept;
  client& operator=(client&&) noexcept;

  /// `target` begins with "/" and is encoded. Host and Content-Length are added.
  base::result<response> call(std::string_view method, std::string_view target,
                              const header_list& headers = {}, std::string_view body = {});

  /// The same; the body of an answer below 300 goes to `consumer` part by part and is not kept.
  base::result<response> download(std::string_view method, std::string_view target,
                                  const header_list& headers, std::string_view body,
                                  const part_consumer& consumer);

  /// "http://127.0.0.1:8420"
  const std::string& url() const;

 private:
  struct impl;
  explicit client(std::unique_ptr<impl> i);
  std::unique_ptr<impl> impl_;
};

}  // namespace parley::frontends::http::transport
