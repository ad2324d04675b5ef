#include <algorithm>

#include "testing/simulation/workload.hpp"

namespace parley::testing::simulation {

using namespace protocol;

std::string workload::some_person() {
  if (scenario_.persons == 0) return {};
  const auto number = chance_.below(static_cast<std::uint64_t>(scenario_.persons));
  return std::string{"p"}.append(std::to_string(number));
}

void workload::blank(client& by) {
  auto& at = some_place();
  const auto floor = at.ledger.floor();
  if (floor == 0) return append(by);
  const auto seq = 1 + static_cast<std::int64_t>(chance_.below(static_cast<std::uint64_t>(floor)));
  blank_command command;
  command.name = std::to_string(seq);
  // By its id, when somebody was told which one it has.
  for (const auto& [text, entry] : at.ledger.all_said())
    if (entry.seq == seq && !entry.message_id.empty() && chance_.chance(50))
      command.name = entry.message_id;
  ++at.ledger.erasing(seq).tried.open;
  const auto begun = events_.step;
  send<domain::erasure>(
      by, "blank " + command.name + " of " + at.ledger.name(),
      [this, &at, seq, begun](base::result<domain::erasure> answer) {
        auto& asked = at.ledger.erasing(seq);
        const auto how = judge(answer ? nullptr : &answer.error(), at, begun, wants::session);
        count(asked.tried, how, events_.step);
        if (how != end::acknowledged) return;
        if (answer->kind != domain::erased_kind::message ||
            answer->subject != at.ref.id + "/" + std::to_string(seq))
          events_.broken("a receipt names what was erased",
                         at.ledger.name() + ": " + answer->subject);
        auto& known = blanked_[{&at, seq}];
        if (!known.empty() && known != answer->receipt_id)
          events_.broken("an erasure has one receipt", answer->subject);
        known = answer->receipt_id;
      },
      blank_atom_v, who(by, at), at.ref, std::move(command));
}

void workload::person(client& by) {
  auto& at = some_place();
  const auto user = some_person();
  if (user.empty()) return append(by);
  const person_erasings::name name{at.ref.tenant, user};
  const auto begun = events_.step;
  const auto request = persons_.begin(name, begun);
  send<domain::erasure>(
      by, "person " + at.ref.tenant + "/" + user,
      [this, &at, name, request, begun](base::result<domain::erasure> answer) {
        switch (judge(answer ? nullptr : &answer.error(), at, begun, wants::nothing)) {
          case end::refused:
            return persons_.refused(name, request);
          case end::unknown:
            return;
          case end::acknowledged:
            break;
        }
        persons_.acknowledged(name, request, events_.step);
        if (answer->kind != domain::erased_kind::user || answer->subject != name.second ||
            answer->invisible_at == base::timestamp{})
          events_.broken("a receipt names what was erased", answer->subject);
      },
      person_atom_v, who(by, at), user);
}

void workload::retain(client& by) {
  auto& at = some_place();
  retention_command command;
  auto& policy = command.put.emplace();
  const auto kind = chance_.below(4);
  if (kind > 0) {
    auto& rule = policy.rules.emplace_back();
    rule.name = "r";
    rule.idle_days = 1 + static_cast<std::int64_t>(chance_.below(2));
    if (kind == 1) rule.status = domain::session_status::closed;
  }
  auto& book = rules_[at.ref.tenant];
  const auto put = book.begin(policy, clock_.now());
  const auto begun = events_.step;
  send<retention_reply>(
      by, "retain " + at.ref.tenant,
      [this, &at, &book, put, begun](base::result<retention_reply> answer) {
        const auto* failed = answer ? nullptr : &answer.error();
        if (judge(failed, at, begun, wants::nothing) == end::refused) book.refused(put);
      },
      retain_atom_v, who(by, at), std::move(command));
}

}  // namespace parley::testing::simulation
