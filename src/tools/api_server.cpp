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
  explicit server_api(transport::client c) : client_(std::move(c)) {}

  base::result<reply> call(const std::string& method, const std::string& target, std::string body,
                           const std::string& type) override {
    transport::header_list headers;
    if (!body.empty()) headers.emplace_back("Content-Type", type);
    auto answer = client_.call(method, target, headers, body);
    if (!answer) return base::fail(answer.error());
    return reply_of(std::move(*answer));
  }

  base::result<reply> read(const std::string& target, const sink& take) override {
    auto answer = client_.download("GET", target, {}, {}, take);
    if (!answer) return base::fail(answer.error());
    return reply_of(std::move(*answer));
  }

 private:
  transport::client client_;
};

}  // namespace

base::result<std::unique_ptr<api>> connect_server(const std::string& url,
                                                  const std::string& ca_file) {
  transport::client_options options;
  options.ca_file = ca_file;
  auto client = transport::client::open(url, std::move(options));
  if (!client) return base::fail(client.error());
  return std::make_unique<server_api>(std::move(*client));
}

}  // namespace parley::tools
