#include "frontends/http/api/openai/error_body.hpp"

#include "frontends/gateway/bodies.hpp"
#include "frontends/http/api/reply.hpp"
#include "frontends/http/transport/problem.hpp"

namespace parley::frontends::http::api::openai {

using base::errc;
using domain::json;

namespace {

constexpr std::string_view root = "/v1/conversations";
constexpr int conflict = 409;
constexpr int too_many_requests = 429;
constexpr int server_errors = 500;

std::string_view type_of(int status) {
  if (status == too_many_requests) return "rate_limit_error";
  return status >= server_errors ? "server_error" : "invalid_request_error";
}

}  // namespace

bool owns(std::string_view path) {
  return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

transport::response error_answer(const base::status& why) {
  const auto code = why.code == errc::erased ? errc::not_found : why.code;
  transport::response answer;
  answer.status = transport::http_status(code);
  answer.content_type = json_type;
  answer.body = gateway::to_body({{"error",
                                   {{"message", why.text},
                                    {"type", std::string(type_of(answer.status))},
                                    {"param", why.field.empty() ? json(nullptr) : json(why.field)},
                                    {"code", std::string(base::to_string(code))}}}});
  if (code == errc::unauthorized) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (why.retry_after_ms > 0)
    answer.headers.emplace_back("Retry-After", std::to_string((why.retry_after_ms - 1) / 1000 + 1));
  if (code == errc::unknown_outcome || answer.status == conflict)
    answer.headers.emplace_back("X-Should-Retry", "false");
  return answer;
}

}  // namespace parley::frontends::http::api::openai
