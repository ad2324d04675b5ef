#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/config/load.hpp"

namespace parley::tools {

/// An answer of the REST API.
struct reply {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// The REST API of WIRE.md, over a socket or inside this process: commands cannot tell.
/// A failure is one of the way there; what the API refuses is a reply with its status.
class api {
 public:
  virtual ~api() = default;

  /// `type` is the content type of a body, and unused without one.
  virtual base::result<reply> call(const std::string& method, const std::string& target,
                                   std::string body = {},
                                   const std::string& type = "application/json") = 0;

  /// Takes parts of a body as they come; an error of its own ends the transfer.
  using sink = std::function<base::result<void>(std::string_view)>;

  /// GET of a long answer. The body of a 200 goes to `take`, that of any other into the reply.
  virtual base::result<reply> read(const std::string& target, const sink& take) = 0;
};

/// How a server is met.
struct server_access {
  std::string key;      ///< token of an API key; empty: none
  std::string ca_file;  ///< has the authorities that may vouch for it; empty: the system's
};

/// Speaks to a server; `url` is http://HOST:PORT or https://HOST:PORT.
base::result<std::unique_ptr<api>> connect_server(const std::string& url, server_access access);

/// Which files of SQLite stores are made when they are missing; any other that is missing is
/// not_found.
enum class creates : std::uint8_t { nothing, archive, everything };

/// Opens the store of the settings in this process, and the archive when they name one. Nothing is
/// erased, moved or summarized by itself meanwhile.
base::result<std::unique_ptr<api>> open_store(const config::loaded& settings, creates missing);

/// A reply that is no success, as the failure that its problem document describes.
std::optional<base::status> failure_of(const reply& r);

/// `/v1/tenants/TENANT` + `rest`; the tenant is encoded.
std::string tenant_path(const std::string& tenant, const std::string& rest);

}  // namespace parley::tools
