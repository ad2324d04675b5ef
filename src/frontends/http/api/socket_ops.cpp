#include "frontends/http/api/socket_ops.hpp"

#include "frontends/gateway/ask.hpp"
#include "frontends/gateway/bodies.hpp"
#include "parley/domain/decode.hpp"
#include "parley/domain/encode.hpp"

namespace parley::frontends::http::api {

using base::errc;
using domain::json;

namespace {

using answered = std::function<void(base::result<json>)>;

/// A frame that is being worked on.
struct running {
  std::shared_ptr<const options> node;
  protocol::caller who;
  storage::session_ref ref;
  answered done;

  template <class Reply, class Show, class Atom, class Command>
  void ask(Show show, Atom atom, Command command) {
    gateway::ask<Reply>(
        node->system, node->supervisor,
        [show, done = std::move(done)](base::result<Reply> r) {
          if (!r) return done(base::fail(r.error()));
          done(show(*r));
        },
        atom, std::move(who), std::move(ref), std::move(command));
  }

  void refuse(const base::status& why) { done(base::fail(why)); }
};

json shown(const protocol::turn_reply& r) { return domain::encode(r.turn); }

json shown_whole(const protocol::turn_reply& r) {
  auto messages = json::array();
  if (r.turn.question) messages.push_back(domain::encode_receipt(*r.turn.question));
  if (r.turn.answer) messages.push_back(domain::encode_receipt(*r.turn.answer));
  return {{"turn_id", r.turn.turn.turn_id}, {"messages", std::move(messages)}};
}

void append(running& r, const json& body) {
  auto decoded = domain::decode_append(body, r.node->limits);
  if (!decoded) return r.refuse(decoded.error());
  protocol::append_command command;
  command.messages = std::move(decoded->messages);
  const auto show = [batch = decoded->batch](const protocol::append_reply& reply) -> json {
    if (!batch) return gateway::encode(reply.receipts.at(0));
    auto messages = json::array();
    for (const auto& one : reply.receipts) messages.push_back(gateway::encode(one));
    return {{"messages", std::move(messages)}};
  };
  r.ask<protocol::append_reply>(show, protocol::append_atom_v, std::move(command));
}

void turn(running& r, const json& body) {
  auto decoded = domain::decode_turn(body, r.node->limits);
  if (!decoded) return r.refuse(decoded.error());
  protocol::begin_turn what{std::move(decoded->question), {}, decoded->mode};
  const auto show = decoded->answer ? shown_whole : shown;
  if (decoded->answer) what.answer = std::move(*decoded->answer);
  r.ask<protocol::turn_reply>(show, protocol::turn_atom_v,
                              protocol::turn_command{std::move(what), {}});
}

void chunks(running& r, std::string turn_id, const json& body) {
  auto decoded = domain::decode_chunks(body, r.node->limits);
  if (!decoded) return r.refuse(decoded.error());
  protocol::add_chunks what{std::move(turn_id), decoded->first, std::move(decoded->texts)};
  // What was streamed is with who streamed it.
  const auto show = [](const protocol::turn_reply& reply) -> json {
    const auto& t = reply.turn.turn;
    return {{"turn_id", t.turn_id},
            {"chunks", t.draft.chunks()},
            {"lease_until", base::format_time(t.lease_until)}};
  };
  r.ask<protocol::turn_reply>(show, protocol::turn_atom_v,
                              protocol::turn_command{std::move(what), {}});
}

void end(running& r, std::string turn_id, domain::turn_ending how) {
  r.ask<protocol::turn_reply>(
      shown, protocol::turn_atom_v,
      protocol::turn_command{protocol::end_turn{std::move(turn_id), std::move(how)}, {}});
}

void complete(running& r, std::string turn_id, const json& body) {
  auto decoded = domain::decode_turn_completion(body, r.node->limits);
  if (!decoded) return r.refuse(decoded.error());
  end(r, std::move(turn_id), std::move(*decoded));
}

void cancel(running& r, std::string turn_id, const json& body) {
  auto reason = gateway::read_reason(body);
  if (!reason) return r.refuse(reason.error());
  end(r, std::move(turn_id), {domain::turn_state::cancelled, {}, {}, std::move(*reason)});
}

}  // namespace

void run_frame(const std::shared_ptr<const options>& node, const protocol::caller& who,
               const storage::session_ref& ref, socket_frame frame, answered done) {
  running r{node, who, ref, std::move(done)};
  switch (frame.op) {
    case socket_op::append:
      return append(r, frame.body);
    case socket_op::turn:
      return turn(r, frame.body);
    case socket_op::chunks:
      return chunks(r, std::move(frame.turn_id), frame.body);
    case socket_op::complete:
      return complete(r, std::move(frame.turn_id), frame.body);
    case socket_op::cancel:
      return cancel(r, std::move(frame.turn_id), frame.body);
    case socket_op::subscribe:
    case socket_op::ping:
      if (const auto empty = gateway::read_nothing(frame.body); !empty)
        return r.refuse(empty.error());
      return r.done(json::object());
  }
}

base::result<std::optional<std::int64_t>> read_subscribe(const json& body, cursor_form form) {
  std::optional<std::int64_t> from;
  for (const auto& [name, value] : body.items()) {
    if (name != "from")
      return base::fail(errc::unknown_field, name, "The field is not known. Allowed: from.");
    if (value.is_null()) continue;
    const auto cursor = read_cursor(value, form);
    if (!cursor) return base::fail(cursor.error());
    from = *cursor;
  }
  return from;
}

}  // namespace parley::frontends::http::api
