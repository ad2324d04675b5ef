#include "frontends/http/api/reply.hpp"

#include "frontends/http/api/call.hpp"
#include "frontends/http/transport/problem.hpp"
#include "parley/domain/encode.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;

namespace {

/// For a failure that passes by itself and says nothing about when.
constexpr std::int64_t retry_after_default_ms = 1000;

bool passes(errc code) {
  return code == errc::overloaded || code == errc::unavailable || code == errc::rate_limited;
}

}  // namespace

std::string to_body(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

void send(call& c, int status, const json& body, transport::header_list headers) {
  transport::response answer;
  answer.status = status;
  answer.headers = std::move(headers);
  answer.content_type = json_type;
  answer.body = to_body(body);
  c.respond(std::move(answer));
}

transport::header_list marked(bool replayed, transport::header_list headers) {
  if (replayed) headers.emplace_back("Idempotency-Replayed", "true");
  return headers;
}

void send_record(call& c, int status, const domain::session_view& view, bool replayed,
                 transport::header_list headers) {
  headers.emplace_back("ETag", '"' + std::to_string(view.record.revision) + '"');
  send(c, status, domain::encode(view), marked(replayed, std::move(headers)));
}

void fail(call& c, base::status why) {
  if (why.retry_after_ms == 0 && passes(why.code)) why.retry_after_ms = retry_after_default_ms;
  c.respond(transport::problem(why, c.request.request_id));
}

json encode_error(const base::status& why) {
  return {{"code", std::string(base::to_string(why.code))},
          {"detail", why.text},
          {"field", why.field.empty() ? json(nullptr) : json(why.field)}};
}

json encode(const protocol::receipt& r) {
  return {{"seq", r.seq},
          {"message_id", r.message_id},
          {"sender_id", r.sender_id ? json(*r.sender_id) : json(nullptr)},
          {"role", r.role},
          {"status", std::string(domain::to_string(r.status))},
          {"timestamp", base::format_time(r.timestamp)}};
}

}  // namespace parley::frontends::http::api
