#include "harness/ready.hpp"

#include "frontends/http/transport/client.hpp"

namespace parley::e2e {

using clock = std::chrono::steady_clock;

std::string ready_answer::state_of(const std::string& dependency) const {
  if (!body.is_object() || !body.contains("dependencies")) return {};
  for (const auto& one : body["dependencies"])
    if (one["name"] == dependency)
      return one["state"].get<std::string>() +
             (one.contains("reason") ? " " + one["reason"].get<std::string>() : "");
  return {};
}

ready_answer ask_ready(const std::string& url) {
  ready_answer found;
  const auto begun = clock::now();
  auto client = frontends::http::transport::client::open(url);
  if (!client) return found;
  const auto answer = client->call("GET", "/health/ready");
  found.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun);
  if (!answer) return found;
  found.status = answer->status;
  found.body = domain::json::parse(answer->body, nullptr, false);
  return found;
}

ready_answer wait_until(const std::string& url, const std::string& dependency,
                        const std::string& state) {
  const auto until = clock::now() + std::chrono::seconds{60};
  auto now = ask_ready(url);
  while (now.state_of(dependency) != state && clock::now() < until) now = ask_ready(url);
  return now;
}

}  // namespace parley::e2e
