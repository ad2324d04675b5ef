#include "frontends/http/api/access/cors.hpp"

#include <memory>

namespace parley::frontends::http::api {

namespace {

constexpr std::string_view asked_method = "Access-Control-Request-Method";

}  // namespace

bool is_preflight(const transport::request& request) {
  return request.method == "OPTIONS" && request.header("Origin") && request.header(asked_method);
}

transport::response preflight_answer(const transport::request& request, const access& rules,
                                     const std::string& allow) {
  transport::response answer;
  answer.status = 204;
  answer.headers = {{"Allow", allow}};
  if (!rules.allows_origin(*request.header("Origin"))) return answer;
  answer.headers.emplace_back("Access-Control-Allow-Methods", allow);
  answer.headers.emplace_back("Access-Control-Allow-Headers",
                              "Authorization, Content-Type, Idempotency-Key, If-Match, "
                              "Last-Event-ID, X-Request-Id");
  answer.headers.emplace_back("Access-Control-Max-Age", "600");
  return answer;
}

transport::responder with_cors(const transport::request& request, const access& rules,
                               transport::responder respond) {
  const auto origin = request.header("Origin");
  if (!origin || !rules.allows_origin(*origin)) return respond;
  auto inner = std::make_shared<transport::responder>(std::move(respond));
  return {[inner, origin = std::string(*origin)](transport::response answer) {
            answer.headers.emplace_back("Access-Control-Allow-Origin", origin);
            answer.headers.emplace_back("Vary", "Origin");
            answer.headers.emplace_back(
                "Access-Control-Expose-Headers",
                "ETag, Idempotency-Replayed, Retry-After, X-Request-Id");
            (*inner)(std::move(answer));
          },
          request.request_id};
}

}  // namespace parley::frontends::http::api
