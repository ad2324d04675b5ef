#include <algorithm>

#include "testing/simulation/workload.hpp"

namespace parley::testing::simulation {

using namespace protocol;

namespace {

domain::json with_persons(std::int64_t persons) {
  auto who = domain::json::array();
  const auto add = [&](const std::string& id, const char* type) -> domain::json& {
    return who.emplace_back(domain::json{{"participant_id", id}, {"participant_type", type}});
  };
  add("user", "user");
  for (std::int64_t i = 0; i < persons; ++i) add("p" + std::to_string(i), "user");
  add("assistant", "agent")["participant_role"] = "assistant";
  return who;
}

}  // namespace

void workload::create(client& by) {
  auto& at = some_place();
  if (at.is_fork) return fork(by);
  const int kind = chance_.chance(15) ? 1 : 0;
  create_command command;
  domain::json body{{"session_id", at.ref.id}, {"metadata", {{"kind", kind}}}};
  if (at.parent) body["parent_session_id"] = at.parent->ref.id;
  if (!at.owner.empty()) body["user_id"] = at.owner;
  if (scenario_.persons > 0) {
    body["session_type"] = "user_to_agent";
    body["participants"] = with_persons(scenario_.persons);
  }
  command.request = domain::decode_session_request(body, {}).value();
  send_create(by, at, std::move(command), kind);
}

void workload::send_create(client& by, place& at, create_command command, int kind) {
  at.ledger.creation_open = true;
  ++at.creations.open;
  at.sent_at = std::min(at.sent_at, events_.step);
  const auto begun = events_.step;
  const auto since = clock_.now();
  send<create_reply>(
      by, "create " + at.ledger.name(),
      [this, &at, kind, begun, since](base::result<create_reply> answer) {
        const auto how = judge(answer ? nullptr : &answer.error(), at, begun, wants::part);
        count(at.creations, how, events_.step);
        if (how != end::acknowledged) return;
        if (!answer->existed) {
          wrote(begun, at);
          if (at.parent && !at.parent->ledger.status.possible("active", begun, events_.step))
            events_.broken("a closed session takes no children", at.ledger.name());
          if (at.made || at.created_at < begun)
            events_.broken("nothing is written twice", at.ledger.name() + " was created twice");
          at.made = true;
          at.active_from = std::max(at.active_from, since);
        }
        if (at.created_as.value_or(kind) != kind)
          events_.broken("an id has one body", at.ledger.name() + " was created in two ways");
        at.created_as = kind;
        at.created_at = std::min(at.created_at, events_.step);
        at.ledger.created = true;
      },
      create_atom_v, who(by, at), std::move(command));
}

void workload::change(client& by, place& at, domain::record_change what, register_history& of,
                      std::string value, std::function<void(end, bool)> ended) {
  if (of.empty()) of.acknowledged(of.begin("", 0), 0);
  const auto write = of.begin(std::move(value), events_.step);
  const auto floor = at.ledger.revision_floor();
  change_command command{std::move(what), {}, {}};
  if (floor > 0 && chance_.chance(25)) command.if_revision = floor;
  const auto if_revision = command.if_revision;
  const auto begun = events_.step;
  const bool removes = std::holds_alternative<domain::remove_metadata_change>(command.change) ||
                       std::holds_alternative<domain::leave_change>(command.change);
  // Several may wait for the end of one cascade.
  const bool alone = !std::holds_alternative<domain::close_change>(command.change);
  send<change_reply>(
      by, "change " + at.ledger.name(),
      [this, &at, &of, write, floor, if_revision, removes, alone, begun,
       ended = std::move(ended)](base::result<change_reply> answer) {
        const auto how = judge(answer ? nullptr : &answer.error(), at, begun,
                               removes ? wants::part : wants::session);
        if (ended) ended(how, answer && answer->changed);
        switch (how) {
          case end::refused:
            return of.refused(write);
          case end::unknown:
            return;
          case end::acknowledged:
            break;
        }
        of.acknowledged(write, events_.step);
        if (answer->changed) {
          wrote(begun, at);
          at.ledger.changed(answer->session.record.revision, if_revision, floor, alone);
        }
        at.ledger.shown_record(answer->session.record, begun, events_.step);
      },
      change_atom_v, who(by, at), at.ref, std::move(command));
}

void workload::set_metadata(client& by) {
  auto& at = some_place_of_kind(false);
  if (!at.ledger.creation_open) return create(by);
  const auto key = "k" + std::to_string(chance_.below(3));
  const auto value = new_text();
  change(by, at, domain::set_metadata_change{key, value}, at.ledger.values[key], value);
}

void workload::remove_metadata(client& by) {
  auto& at = some_place_of_kind(false);
  if (!at.ledger.creation_open) return create(by);
  const auto key = "k" + std::to_string(chance_.below(3));
  change(by, at, domain::remove_metadata_change{key}, at.ledger.values[key], "");
}

void workload::join(client& by) {
  auto& at = some_place_of_kind(false);
  if (!at.ledger.creation_open) return create(by);
  domain::participant helper;
  helper.id = "helper" + std::to_string(chance_.below(2));
  helper.type = domain::participant_type::agent;
  helper.role = "helper";
  change(by, at, domain::join_change{helper}, at.ledger.values["who/" + helper.id], "present");
}

void workload::leave(client& by) {
  auto& at = some_place_of_kind(false);
  if (!at.ledger.creation_open) return create(by);
  const auto id = "helper" + std::to_string(chance_.below(2));
  change(by, at, domain::leave_change{id}, at.ledger.values["who/" + id], "");
}

}  // namespace parley::testing::simulation
