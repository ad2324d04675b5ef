#include <algorithm>

#include "testing/simulation/workload.hpp"

namespace parley::testing::simulation {

using namespace protocol;

void workload::create(client& by) {
  auto& at = some_place();
  const int kind = chance_.chance(15) ? 1 : 0;
  create_command command;
  const domain::json body{{"session_id", at.ref.id}, {"metadata", {{"kind", kind}}}};
  command.request = domain::decode_session_request(body, {}).value();
  if (!at.ledger.creation_open) {
    at.ledger.status.acknowledged(at.ledger.status.begin("active", 0), 0);
    at.ledger.creation_open = true;
  }
  const auto begun = events_.step;
  send<create_reply>(
      by, "create " + at.ledger.name(),
      [this, &at, kind, begun](base::result<create_reply> answer) {
        if (judge(answer ? nullptr : &answer.error(), at, begun, true) != end::acknowledged) return;
        if (!answer->existed) {
          wrote(begun, at);
          if (at.made || at.created_at < begun)
            events_.broken("nothing is written twice", at.ledger.name() + " was created twice");
          at.made = true;
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
                      std::string value) {
  if (of.empty()) of.acknowledged(of.begin("", 0), 0);
  const auto write = of.begin(std::move(value), events_.step);
  const auto floor = at.ledger.revision_floor();
  change_command command{std::move(what), {}, {}};
  if (floor > 0 && chance_.chance(25)) command.if_revision = floor;
  const auto if_revision = command.if_revision;
  const auto begun = events_.step;
  const bool removes = std::holds_alternative<domain::remove_metadata_change>(command.change) ||
                       std::holds_alternative<domain::leave_change>(command.change);
  send<change_reply>(
      by, "change " + at.ledger.name(),
      [this, &at, &of, write, floor, if_revision, removes, begun](base::result<change_reply> answer) {
        switch (judge(answer ? nullptr : &answer.error(), at, begun, removes)) {
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
          at.ledger.changed(answer->session.record.revision, if_revision, floor);
        }
        at.ledger.shown_record(answer->session.record, begun, events_.step);
      },
      change_atom_v, who(by, at), at.ref, std::move(command));
}

void workload::close(client& by) {
  auto& at = some_place();
  if (!at.ledger.creation_open) return create(by);
  change(by, at, domain::close_change{}, at.ledger.status, "closed");
}

void workload::reopen(client& by) {
  auto& at = some_place();
  if (!at.ledger.creation_open) return create(by);
  change(by, at, domain::reopen_change{}, at.ledger.status, "active");
}

void workload::set_metadata(client& by) {
  auto& at = some_place();
  if (!at.ledger.creation_open) return create(by);
  const auto key = "k" + std::to_string(chance_.below(3));
  const auto value = new_text();
  change(by, at, domain::set_metadata_change{key, value}, at.ledger.values[key], value);
}

void workload::remove_metadata(client& by) {
  auto& at = some_place();
  if (!at.ledger.creation_open) return create(by);
  const auto key = "k" + std::to_string(chance_.below(3));
  change(by, at, domain::remove_metadata_change{key}, at.ledger.values[key], "");
}

void workload::join(client& by) {
  auto& at = some_place();
  if (!at.ledger.creation_open) return create(by);
  domain::participant helper;
  helper.id = "helper" + std::to_string(chance_.below(2));
  helper.type = domain::participant_type::agent;
  helper.role = "helper";
  change(by, at, domain::join_change{helper}, at.ledger.values["who/" + helper.id], "present");
}

void workload::leave(client& by) {
  auto& at = some_place();
  if (!at.ledger.creation_open) return create(by);
  const auto id = "helper" + std::to_string(chance_.below(2));
  change(by, at, domain::leave_change{id}, at.ledger.values["who/" + id], "");
}

}  // namespace parley::testing::simulation
