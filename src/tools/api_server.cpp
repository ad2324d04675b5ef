#include "api.hpp"
#include "frontends/http/transport/client.hpp"

namespace parley::tools {

namespace transport = frontends::http::transport;

namespace {

reply reply_of(transport::response answer) {
  return {answer.status, std::move(answer.headers), std::move(answer.body)};
}

class server_api : public api {
 public:
  server_api(transport::client c, const std::string& key) : client_(std::move(c)) {
    if (!key.empty()) access_.emplace_back("Authorization", "Bearer " + key);
  }

  base::result<reply> call(const std::string& method, const std::string& target, std::string body,
                           const std::string& type) override {
    auto headers = access_;
    if (!body.empty()) headers.emplace_back("Content-Type", type);
    auto answer = client_.call(method, target, headers, body);
    if (!answer) return base::fail(answer.error());
    return reply_of(std::move(*answer));
  }

  base::result<reply> read(const std::string& target, const sink& take) override {
    auto answer = client_.download("GET", target, access_, {}, take);
    if (!answer) return base::fail(answer.error());
    return reply_of(std::move(*answer));
  }

 private:
  transport::client client_;
  transport::header_list access_;
};

}  // namespace

base::result<std::unique_ptr<api>> connect_server(const std::string& url, server_access access) {
  transport::client_options options;
  options.ca_file = std::move(access.ca_file);
  auto client = transport::client::open(url, std::move(options));
  if (!client) return base::fail(client.error());
  return std::make_unique<server_api>(std::move(*client), access.key);
}

}  // namespace parley::tools
