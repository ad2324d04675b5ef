#include <algorithm>

#include "testing/simulation/workload.hpp"

namespace parley::testing::simulation {

using namespace protocol;

namespace {

std::string texts_of(const said_unit& unit) {
  std::string text;
  for (const auto& one : unit.texts) text += (text.empty() ? "" : "+") + one;
  return text;
}

domain::message message_of(const said& entry) {
  domain::message m;
  m.message_id = entry.message_id;
  m.role = "user";
  m.content = entry.text;
  if (!entry.sender.empty()) m.sender_id = entry.sender;
  m.body_digest = domain::body_digest(m);
  return m;
}

domain::agent_message agent_message_of(const said& entry, bool report) {
  domain::agent_message m;
  m.message_id = entry.message_id;
  m.sender_id = "assistant";
  m.sender_role = "assistant";
  m.recipient_id = "user";
  m.recipient_type = domain::participant_type::user;
  m.content = entry.text;
  m.type = report ? domain::agent_message_type::result_report
                  : domain::agent_message_type::status_update;
  return m;
}

}  // namespace

void workload::append(client& by) {
  auto& at = some_place();
  const auto text = new_text();
  at.ledger.say(text, chance_.chance(70) ? "m-" + text : "").sender = some_person();
  at.units.push_back({{text}, {}, "", false, false});
  send_unit(by, at, at.units.size() - 1);
}

void workload::batch(client& by) {
  auto& at = some_place();
  said_unit unit;
  const auto n = 2 + chance_.below(4);
  for (std::size_t i = 0; i < n; ++i) {
    unit.texts.push_back(new_text());
    at.ledger.say(unit.texts.back(), "m-" + unit.texts.back()).sender = some_person();
  }
  // One that was sent before, perhaps written.
  if (chance_.chance(30) && !at.units.empty()) {
    const auto& earlier = at.units[chance_.below(at.units.size())];
    const auto& text = earlier.texts.front();
    if (!earlier.agent && !at.ledger.all_said().at(text).message_id.empty())
      unit.texts.insert(unit.texts.begin(), text);
  }
  at.units.push_back(std::move(unit));
  send_unit(by, at, at.units.size() - 1);
}

void workload::keyed(client& by) {
  auto& at = some_place();
  said_unit unit;
  const auto n = 1 + chance_.below(2);
  for (std::size_t i = 0; i < n; ++i) {
    unit.texts.push_back(new_text());
    at.ledger.say(unit.texts.back(), "").sender = some_person();
  }
  unit.key = "key-" + unit.texts.front();
  at.units.push_back(std::move(unit));
  send_unit(by, at, at.units.size() - 1);
}

void workload::if_match(client& by) {
  auto& at = some_place();
  const auto text = new_text();
  at.ledger.say(text, "m-" + text).sender = some_person();
  at.units.push_back({{text}, at.ledger.floor() + (chance_.chance(10) ? 1 : 0), "", false, false});
  send_unit(by, at, at.units.size() - 1);
}

void workload::agent_message(client& by) {
  auto& at = some_place();
  const auto text = new_text();
  at.ledger.say(text, "m-" + text);
  at.units.push_back({{text}, {}, "", true, false});
  send_unit(by, at, at.units.size() - 1);
}

void workload::report(client& by) {
  auto& at = some_place();
  if (!at.parent) return agent_message(by);
  const auto text = new_text();
  at.ledger.say(text, "m-" + text);
  at.ledger.expect_report(text, "m-" + text);
  at.units.push_back({{text}, {}, "", true, true});
  send_unit(by, at, at.units.size() - 1);
}

void workload::rounds(client& by) {
  auto& at = some_place();
  auto& all = at.ledger.rounds;
  if (all.empty() || all.back().key.empty() || chance_.chance(60)) {
    auto& fresh = all.emplace_back();
    fresh.number = 1 + static_cast<std::int64_t>(chance_.below(3));
    if (chance_.chance(60)) fresh.key = "round-" + new_text();
  }
  const auto number = all.size() - 1;
  append_command command;
  command.rounds = all.back().number;
  if (const auto& key = all.back().key; !key.empty())
    command.once = storage::idempotency{key, "POST " + at.ref.id + "/rounds", {}};
  ++all.back().tried.open;
  const auto begun = events_.step;
  send<append_reply>(
      by, "rounds of " + at.ledger.name(),
      [this, &at, number, begun](base::result<append_reply> answer) {
        auto& noted = at.ledger.rounds[number];
        const auto how = judge(answer ? nullptr : &answer.error(), at, begun, wants::session);
        if (how == end::acknowledged && !answer->replayed) {
          wrote(begun, at);
          if (noted.tried.acknowledged_at < begun)
            events_.broken("nothing is written twice", at.ledger.name() + ": " + noted.key);
        }
        count(noted.tried, how, events_.step);
      },
      append_atom_v, who(by, at), at.ref, std::move(command));
}

void workload::repeat(client& by) {
  auto& at = some_place();
  if (at.units.empty()) return append(by);
  const auto newest = std::min<std::size_t>(at.units.size(), 8);
  const auto unit = at.units.size() - 1 - chance_.below(newest);
  // Without an id or a key a repetition would be another message.
  const auto& texts = at.units[unit].texts;
  const bool named = std::all_of(texts.begin(), texts.end(), [&](const auto& text) {
    return !at.ledger.all_said().at(text).message_id.empty();
  });
  if (!named && at.units[unit].key.empty()) return append(by);
  send_unit(by, at, unit);
}

void workload::conflict(client& by) {
  auto& at = some_place();
  if (at.units.empty()) return append(by);
  const auto earlier = at.units[chance_.below(at.units.size())];
  const auto& other = at.ledger.all_said().at(earlier.texts.front());
  said_unit unit;
  unit.texts = {new_text()};
  unit.key = earlier.key;
  if (unit.key.empty() && other.message_id.empty()) return append(by);
  at.ledger.say(unit.texts.front(), other.message_id).sender = some_person();
  at.units.push_back(std::move(unit));
  send_unit(by, at, at.units.size() - 1);
}

void workload::send_unit(client& by, place& at, std::size_t number) {
  const auto unit = at.units[number];
  append_command command;
  for (const auto& text : unit.texts) {
    const auto& entry = at.ledger.all_said().at(text);
    if (unit.agent) {
      const auto m = agent_message_of(entry, unit.report);
      command.messages.push_back(domain::to_history(m));
      command.addressed = m;
    } else {
      command.messages.push_back(message_of(entry));
    }
  }
  command.if_last_seq = unit.if_last_seq;
  if (!unit.key.empty()) {
    std::string body;
    for (const auto& text : unit.texts) body += text + "\n";
    command.once = storage::idempotency{unit.key, "POST " + at.ref.id, base::digest_of(body)};
  }
  const auto floor = at.ledger.begin(unit.texts);
  const auto begun = events_.step;
  const auto since = clock_.now();
  send<append_reply>(
      by, "append " + texts_of(unit) + " to " + at.ledger.name(),
      [this, &at, unit, floor, begun, since](base::result<append_reply> answer) {
        if (is_erased(answer, at, unit.texts)) return at.ledger.refused(unit.texts);
        switch (judge(answer ? nullptr : &answer.error(), at, begun, wants::session)) {
          case end::refused:
            return at.ledger.refused(unit.texts);
          case end::unknown:
            return at.ledger.unknown(unit.texts);
          case end::acknowledged:
            break;
        }
        at.ledger.acknowledged(unit, *answer, begun, floor);
        const bool fresh = !answer->replayed &&
                           std::any_of(answer->receipts.begin(), answer->receipts.end(),
                                       [](const auto& r) { return !r.known; });
        if (!fresh) return;
        wrote(begun, at);
        at.active_from = std::max(at.active_from, since);
        if (!at.ledger.status.possible("active", begun, events_.step))
          events_.broken("a closed session takes no messages", at.ledger.name());
      },
      append_atom_v, who(by, at), at.ref, std::move(command));
}

void workload::foreign_append(simulated_stores& stores) {
  auto& at = some_place();
  auto access = stores.direct();
  const auto found = access.log->load(at.ref);
  if (!found || !*found || (*found)->record.status != domain::session_status::active) return;
  const auto text = new_text();
  auto& entry = at.ledger.say(text, "m-" + text);
  entry.sender = some_person();
  storage::submission what;
  what.session = at.ref;
  what.key = (*found)->key;
  what.log = (*found)->log;
  what.expected_last_seq = (*found)->head.last_seq;
  auto m = message_of(entry);
  m.timestamp = m.received_at = clock_.now();
  what.parts.emplace_back().entries.push_back(std::move(m));
  at.ledger.begin({text});
  const auto o = stores.foreign_commit(std::move(what));
  if (o.kind != storage::commit::committed)
    return events_.broken("the owner writes", at.ledger.name() + ": " + base::to_string(o.error));
  append_reply told;
  const auto& stored = o.parts.front().entries.front();
  told.receipts.push_back({stored.seq, stored.message_id, {}, "user", {}, {}, false});
  foreign_.push_back({&at, {{text}, {}, "", false, false}, std::move(told)});
}

}  // namespace parley::testing::simulation
