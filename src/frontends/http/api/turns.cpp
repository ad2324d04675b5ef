#include "frontends/gateway/cursor.hpp"
#include "frontends/http/api/call.hpp"
#include "frontends/http/api/checks.hpp"
#include "frontends/http/api/handlers.hpp"
#include "frontends/http/api/idempotent.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/encode.hpp"

namespace parley::frontends::http::api {

using domain::json;

namespace {

void ask_turn(const call_ptr& c, protocol::turn_command command,
              void (*answer)(call&, const protocol::turn_reply&)) {
  ask<protocol::turn_reply>(
      c, [answer](const call_ptr& done, const protocol::turn_reply& r) { answer(*done, r); },
      protocol::turn_atom_v, c->caller, c->session(), std::move(command));
}

void answer_recorded(call& c, const protocol::turn_reply& r) {
  auto messages = json::array();
  if (r.turn.question) messages.push_back(domain::encode_receipt(*r.turn.question));
  if (r.turn.answer) messages.push_back(domain::encode_receipt(*r.turn.answer));
  send(c, r.known ? 200 : 201,
       {{"turn_id", r.turn.turn.turn_id}, {"messages", std::move(messages)}}, marked(r.replayed));
}

void answer_begun(call& c, const protocol::turn_reply& r) {
  const bool waits = r.turn.turn.state == domain::turn_state::queued;
  send(c, r.known ? 200 : waits ? 202 : 201, domain::encode(r.turn), marked(r.replayed));
}

void answer_turn(call& c, const protocol::turn_reply& r) { send(c, 200, domain::encode(r.turn)); }

void end_with_reason(const call_ptr& c, domain::turn_state state) {
  auto reason = reason_in_body(*c);
  if (!reason) return fail(*c, reason.error());
  protocol::end_turn ending{c->item(), {state, {}, {}, std::move(*reason)}};
  ask_turn(c, {std::move(ending)}, answer_turn);
}

}  // namespace

void begin_turn(const call_ptr& c) {
  const auto body = json_body(*c);
  if (!body) return fail(*c, body.error());
  auto decoded = domain::decode_turn(*body, c->node->limits);
  if (!decoded) return fail(*c, decoded.error());
  protocol::begin_turn what{std::move(decoded->question), {}, decoded->mode};
  const auto answer = decoded->answer ? answer_recorded : answer_begun;
  if (decoded->answer) what.answer = std::move(*decoded->answer);
  once(
      c,
      [answer](const call_ptr& same, protocol::replay found) {
        if (found.turn) return answer(*same, {std::move(*found.turn), found.all_known, true});
        fail(*same, {base::errc::internal, "", "The earlier answer has no turn."});
      },
      [answer, what = std::move(what)](const call_ptr& same,
                                       std::optional<storage::idempotency> key) mutable {
        ask_turn(same, {std::move(what), std::move(key)}, answer);
      });
}

void list_turns(const call_ptr& c) {
  const auto limit = page_limit(*c);
  if (!limit) return fail(*c, limit.error());
  std::int64_t after = 0;
  if (const auto* cursor = parameter(*c, "cursor")) {
    const auto place = gateway::read_history_cursor(*cursor);
    if (!place) return fail(*c, place.error());
    after = place->seq;
  }
  ask<protocol::turn_page>(
      c,
      [](const call_ptr& same, const protocol::turn_page& page) {
        auto items = json::array();
        for (const auto& t : page.items) items.push_back(domain::encode(t));
        send(*same, 200,
             {{"items", std::move(items)},
              {"next", page.next ? json(gateway::write_cursor(gateway::history_cursor{true, *page.next}))
                                 : json(nullptr)}});
      },
      protocol::list_turns_atom_v, c->caller, c->session(), after, *limit);
}

void get_turn(const call_ptr& c) {
  ask<domain::turn_view>(
      c,
      [](const call_ptr& same, const domain::turn_view& t) {
        send(*same, 200, domain::encode(t));
      },
      protocol::find_turn_atom_v, c->caller, c->session(), c->item());
}

void add_turn_chunks(const call_ptr& c) {
  const auto body = json_body(*c);
  if (!body) return fail(*c, body.error());
  auto decoded = domain::decode_chunks(*body, c->node->limits);
  if (!decoded) return fail(*c, decoded.error());
  ask_turn(c, {protocol::add_chunks{c->item(), decoded->first, std::move(decoded->texts)}},
           answer_turn);
}

void complete_turn(const call_ptr& c) {
  domain::turn_ending how;
  if (!c->request.body.empty()) {
    const auto body = json_body(*c);
    if (!body) return fail(*c, body.error());
    auto decoded = domain::decode_turn_completion(*body, c->node->limits);
    if (!decoded) return fail(*c, decoded.error());
    how = std::move(*decoded);
  }
  ask_turn(c, {protocol::end_turn{c->item(), std::move(how)}}, answer_turn);
}

void cancel_turn(const call_ptr& c) { end_with_reason(c, domain::turn_state::cancelled); }
void fail_turn(const call_ptr& c) { end_with_reason(c, domain::turn_state::failed); }

}  // namespace parley::frontends::http::api
