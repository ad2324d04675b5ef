#include "frontends/http/api/reply.hpp"

#include "frontends/gateway/bodies.hpp"
#include "frontends/http/api/call.hpp"
#include "frontends/http/api/failure.hpp"
#include "frontends/http/api/operations.hpp"
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

void send(call& c, int status, const json& body, transport::header_list headers) {
  transport::response answer;
  answer.status = status;
  answer.headers = std::move(headers);
  answer.content_type = json_type;
  answer.body = gateway::to_body(body);
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
  if (const auto& to = c.node->operations; to && to->refused) to->refused->note(why);
  c.failed = why.code;
  if (why.retry_after_ms == 0 && passes(why.code)) why.retry_after_ms = retry_after_default_ms;
  c.respond(failure(c.request, why));
}

}  // namespace parley::frontends::http::api
