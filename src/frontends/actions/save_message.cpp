#include <memory>

#include "frontends/actions/handlers.hpp"
#include "frontends/actions/once.hpp"
#include "frontends/gateway/bodies.hpp"
#include "parley/domain/decode.hpp"

namespace parley::frontends::actions {

using base::errc;

namespace {

using command_ptr = std::shared_ptr<const protocol::append_command>;

void answer(const action_ptr& a, const protocol::append_reply& r) {
  succeed(a, gateway::encode(r.receipts.at(0)));
}

void append(const action_ptr& a, const command_ptr& command) {
  ask<protocol::append_reply>(a, answer, protocol::append_atom_v, a->caller, a->session(),
                              *command);
}

/// The session as it is when nobody says who takes part. One that was made meanwhile is as good.
void create_and_append(const action_ptr& a, const command_ptr& command) {
  protocol::create_command create;
  create.request =
      *domain::decode_session_request({{"session_id", *a->said.session_id}}, a->node->limits);
  gateway::ask<protocol::create_reply>(
      a->node->system, a->node->supervisor,
      [a, command](base::result<protocol::create_reply> reply) {
        if (!reply && reply.error().code != errc::session_exists)
          return fail(a, std::move(reply.error()));
        guarded(a, [&] { append(a, command); });
      },
      protocol::create_atom_v, a->caller, std::move(create));
}

void append_or_create(const action_ptr& a, const command_ptr& command) {
  gateway::ask<protocol::append_reply>(
      a->node->system, a->node->supervisor,
      [a, command](base::result<protocol::append_reply> reply) {
        guarded(a, [&] {
          if (reply) return answer(a, *reply);
          if (reply.error().code == errc::not_found) return create_and_append(a, command);
          fail(a, std::move(reply.error()));
        });
      },
      protocol::append_atom_v, a->caller, a->session(), *command);
}

/// Takes `create_if_missing` out of the data.
base::result<bool> take_wish(domain::json& data) {
  const auto found = data.find("create_if_missing");
  if (found == data.end()) return false;
  const auto given = *found;
  data.erase(found);
  if (given.is_null()) return false;
  if (given.is_boolean()) return given.get<bool>();
  return base::fail(errc::invalid_argument, "create_if_missing",
                    "create_if_missing must be true or false.");
}

}  // namespace

void save_message(const action_ptr& a) {
  auto data = a->said.data;
  const auto creates = take_wish(data);
  if (!creates) return fail(a, creates.error());
  auto message = domain::decode_message(data, a->node->limits);
  if (!message) return fail(a, std::move(message.error()));
  const auto command = std::make_shared<protocol::append_command>();
  command->messages.push_back(std::move(*message));
  command->once = a->key;
  once(
      a,
      [](const action_ptr& same, const protocol::replay& found) {
        succeed(same, gateway::encode(found.receipts.at(0)));
      },
      [creates = *creates, command](const action_ptr& same) {
        creates ? append_or_create(same, command) : append(same, command);
      });
}

}  // namespace parley::frontends::actions
