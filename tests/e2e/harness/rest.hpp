#pragma once

#include <optional>
#include <string>
#include <vector>

#include "frontends/http/transport/client.hpp"
#include "parley/domain/json.hpp"

namespace parley::e2e {

using domain::json;

/// What the server said; `status` 0: it did not answer.
struct answer {
  int status = 0;
  json body;
  std::string failure;  ///< why there was no answer
};

/// The REST API of one tenant, over one connection.
class rest {
 public:
  /// `ca_file`: whom to trust when the server has https.
  explicit rest(const std::string& url, std::string tenant = "default",
                const std::string& key = "", const std::string& ca_file = "");

  /// `path` is below the tenant: "/sessions".
  answer get(const std::string& path);
  answer post(const std::string& path, const json& body);
  answer erase(const std::string& path);  ///< DELETE

  /// Every message of a session, page by page; nullopt when a page fails.
  std::optional<std::vector<json>> history(const std::string& session);

 private:
  answer call(const std::string& method, const std::string& path, const std::string& body);

  frontends::http::transport::client client_;
  std::string prefix_;
  frontends::http::transport::header_list access_;
};

}  // namespace parley::e2e
