#include "frontends/actions/action_client.hpp"

#include <stdexcept>

namespace parley::tests {

namespace {

redis::options options_of(const std::string& uri) {
  auto read = redis::read_uri(uri);
  if (!read) throw std::runtime_error(read.error().text);
  return *read;
}

}  // namespace

action_client::action_client(const std::string& uri, std::string prefix, std::string tenant)
    : connection_(options_of(uri)),
      prefix_(std::move(prefix)),
      tenant_(std::move(tenant)),
      queue_("replies:" + prefix_) {}

json action_client::envelope(const std::string& type, json data) {
  const auto number = std::to_string(++sent_);
  return {{"action_id", prefix_ + "-" + number},
          {"correlation_id", "c" + number},
          {"action_type", type},
          {"tenant_id", tenant_},
          {"callback_queue_name", queue_},
          {"data", std::move(data)}};
}

std::string action_client::send(const json& envelope, const std::string& priority) {
  return send_text(envelope.dump(), priority);
}

std::string action_client::send_text(const std::string& text, const std::string& priority) {
  const auto stream = "parley:actions:" + priority;
  return std::string(connection_.ask({"XADD", stream, "*", "action", text}).text());
}

std::optional<json> action_client::receive(std::chrono::milliseconds within) {
  const auto seconds = std::to_string(static_cast<double>(within.count()) / 1000.0);
  const auto got = connection_.ask({"BLPOP", queue_, seconds}, within);
  if (got.is_nil()) return std::nullopt;
  return json::parse(got[1].text());
}

json action_client::call(const std::string& type, json data) {
  return call(envelope(type, std::move(data)));
}

json action_client::call(const json& envelope) {
  send(envelope);
  return receive().value_or(nullptr);
}

json action_client::letters() {
  auto found = json::array();
  const auto got = connection_.ask({"XREVRANGE", "parley:actions:dead", "+", "-"});
  for (std::size_t i = 0; i < got.size(); ++i) {
    auto fields = json::object();
    for (std::size_t k = 0; k + 1 < got[i][1].size(); k += 2)
      fields[std::string(got[i][1][k].text())] = std::string(got[i][1][k + 1].text());
    found.push_back(std::move(fields));
  }
  return found;
}

std::int64_t action_client::length(const std::string& key) {
  const bool stream = key.starts_with("parley:actions:");
  return connection_.ask({stream ? "XLEN" : "LLEN", key}).integer();
}

}  // namespace parley::tests
