#include "frontends/http/api/socket_frame.hpp"

#include <algorithm>
#include <array>

#include "frontends/gateway/bodies.hpp"
#include "parley/base/utf8.hpp"
#include "parley/domain/keys.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;

namespace {

constexpr std::size_t request_id_max = 256;

struct named_op {
  std::string_view name;
  socket_op op;
  bool of_session = true;
  bool of_turn = false;
};

constexpr std::array<named_op, 7> ops{{{"append", socket_op::append},
                                       {"turn", socket_op::turn},
                                       {"chunks", socket_op::chunks, true, true},
                                       {"complete", socket_op::complete, true, true},
                                       {"cancel", socket_op::cancel, true, true},
                                       {"subscribe", socket_op::subscribe, false},
                                       {"ping", socket_op::ping, false}}};

/// Takes a text field out of the frame; empty when it is no text.
std::string take_text(json& frame, const char* name) {
  const auto found = frame.find(name);
  if (found == frame.end() || !found->is_string()) return {};
  auto text = found->get<std::string>();
  frame.erase(found);
  return text;
}

}  // namespace

base::result<void> read_frame(std::string_view text, bool of_tenant, const base::limits& limits,
                              socket_frame& into) {
  auto parsed = domain::parse_json(text, limits.json_depth);
  if (!parsed) return base::fail(parsed.error());
  if (!parsed->is_object())
    return base::fail(errc::invalid_argument, "", "A message must be a JSON object.");
  auto& frame = *parsed;
  const auto id = take_text(frame, "request_id");
  if (id.empty() || base::code_points(id) > request_id_max)
    return base::fail(errc::invalid_argument, "request_id",
                      "request_id must be a text of 1 to 256 characters.");
  into.request_id = id;
  const auto name = take_text(frame, "op");
  const auto* op = std::find_if(ops.begin(), ops.end(),
                                [&](const named_op& known) { return known.name == name; });
  if (op == ops.end())
    return base::fail(
        errc::invalid_argument, "op",
        "op must be one of: append, turn, chunks, complete, cancel, subscribe, ping.");
  into.op = op->op;
  if (of_tenant && op->of_session) {
    into.session_id = take_text(frame, "session_id");
    if (!domain::is_id(into.session_id))
      return base::fail(errc::invalid_argument, "session_id",
                        "session_id must name the session: this socket is of a whole tenant.");
  }
  if (op->of_turn) {
    into.turn_id = take_text(frame, "turn_id");
    if (into.turn_id.empty())
      return base::fail(errc::invalid_argument, "turn_id", "turn_id must name the turn.");
  }
  into.body = std::move(frame);
  return {};
}

std::string write_reply(const json& request_id, json result) {
  return gateway::to_body(
      {{"request_id", request_id}, {"ok", true}, {"result", std::move(result)}});
}

std::string write_failure(const json& request_id, const base::status& why) {
  return gateway::to_body(
      {{"request_id", request_id}, {"ok", false}, {"error", gateway::encode(why)}});
}

}  // namespace parley::frontends::http::api
