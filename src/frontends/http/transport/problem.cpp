#include "frontends/http/transport/problem.hpp"

#include <algorithm>

#include "parley/domain/json.hpp"

namespace parley::frontends::http::transport {

using base::errc;

int http_status(errc code) {
  switch (code) {
    case errc::invalid_argument:
    case errc::unknown_field:
      return 400;
    case errc::unauthorized:
      return 401;
    case errc::forbidden:
      return 403;
    case errc::not_found:
      return 404;
    case errc::method_not_allowed:
      return 405;
    case errc::conflict:
    case errc::session_exists:
    case errc::session_closed:
    case errc::turn_running:
    case errc::participants_required:
      return 409;
    case errc::erased:
      return 410;
    case errc::precondition_failed:
      return 412;
    case errc::too_large:
      return 413;
    case errc::unsupported_media_type:
      return 415;
    case errc::idempotency_mismatch:
    case errc::budget_too_small:
      return 422;
    case errc::rate_limited:
      return 429;
    case errc::not_implemented:
      return 501;
    case errc::overloaded:
    case errc::unavailable:
      return 503;
    case errc::timeout:
    case errc::unknown_outcome:
      return 504;
    case errc::internal:
      return 500;
  }
  return 500;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Unknown";
  }
}

namespace {

/// "Session closed" for session_closed: the same for every occurrence of a code.
std::string title_of(errc code) {
  std::string title{base::to_string(code)};
  std::replace(title.begin(), title.end(), '_', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

domain::json field_of(const base::status& s) {
  return s.field.empty() ? domain::json(nullptr) : domain::json(s.field);
}

}  // namespace

response problem(const base::status& failure, std::string_view request_id,
                 const std::vector<base::status>& more, int http) {
  response answer;
  answer.status = http != 0 ? http : http_status(failure.code);
  answer.content_type = "application/problem+json";
  const std::string code{base::to_string(failure.code)};
  domain::json body = {{"type", "urn:parley:problem:" + code},
                       {"title", title_of(failure.code)},
                       {"status", answer.status},
                       {"detail", failure.text},
                       {"code", code},
                       {"field", field_of(failure)},
                       {"request_id", std::string(request_id)}};
  if (!more.empty()) {
    auto& errors = body["errors"] = domain::json::array();
    for (const auto& one : more)
      errors.push_back({{"code", std::string(base::to_string(one.code))},
                        {"detail", one.text},
                        {"field", field_of(one)}});
  }
  if (failure.code == errc::unauthorized) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (failure.retry_after_ms > 0)
    answer.headers.emplace_back("Retry-After",
                                std::to_string((failure.retry_after_ms - 1) / 1000 + 1));
  // A detail may quote bytes of the client: what is no UTF-8 in them is replaced, not thrown at.
  answer.body = body.dump(-1, ' ', false, domain::json::error_handler_t::replace);
  return answer;
}

bool legal_request_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace parley::frontends::http::transport
