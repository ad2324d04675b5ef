#include "harness/rest.hpp"

#include <stdexcept>

namespace parley::e2e {

namespace transport = frontends::http::transport;

namespace {

transport::client open(const std::string& url, const std::string& ca_file) {
  transport::client_options options;
  options.ca_file = ca_file;
  auto client = transport::client::open(url, options);
  if (!client) throw std::runtime_error(client.error().text);
  return std::move(*client);
}

}  // namespace

rest::rest(const std::string& url, std::string tenant, const std::string& key,
           const std::string& ca_file)
    : client_(open(url, ca_file)), prefix_("/v1/tenants/" + tenant) {
  if (!key.empty()) access_.emplace_back("Authorization", "Bearer " + key);
}

answer rest::call(const std::string& method, const std::string& path, const std::string& body) {
  auto headers = access_;
  if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
  const auto got = client_.call(method, prefix_ + path, headers, body);
  if (!got) return {0, nullptr, base::to_string(got.error())};
  return {got->status, json::parse(got->body, nullptr, false), {}};
}

answer rest::get(const std::string& path) { return call("GET", path, {}); }

answer rest::erase(const std::string& path) { return call("DELETE", path, {}); }

answer rest::post(const std::string& path, const json& body) {
  return call("POST", path, body.dump());
}

std::optional<std::vector<json>> rest::history(const std::string& session) {
  std::vector<json> all;
  for (std::int64_t after = 0;;) {
    const auto page =
        get("/sessions/" + session + "/messages?limit=1000&after_seq=" + std::to_string(after));
    if (page.status != 200) return std::nullopt;
    const auto& items = page.body.at("items");
    for (const auto& item : items) all.push_back(item);
    if (items.empty() || page.body.at("next").is_null()) return all;
    after = items.back().at("seq").get<std::int64_t>();
  }
}

}  // namespace parley::e2e
