#include "testing/simulation/workload.hpp"

#include "parley/base/ids.hpp"

namespace parley::testing::simulation {

namespace {

constexpr operation all_operations[] = {
    {"append", &workload::append},
    {"batch", &workload::batch},
    {"keyed", &workload::keyed},
    {"if_match", &workload::if_match},
    {"agent_message", &workload::agent_message},
    {"report", &workload::report},
    {"rounds", &workload::rounds},
    {"repeat", &workload::repeat},
    {"conflict", &workload::conflict},
    {"page", &workload::page},
    {"get", &workload::get},
    {"find", &workload::find},
    {"history", &workload::history},
    {"list", &workload::list},
    {"list_pages", &workload::list_pages},
    {"create", &workload::create},
    {"close", &workload::close},
    {"reopen", &workload::reopen},
    {"set_metadata", &workload::set_metadata},
    {"remove_metadata", &workload::remove_metadata},
    {"join", &workload::join},
    {"leave", &workload::leave},
    {"passivate", &workload::passivate},
    {"fork", &workload::fork},
    {"erase", &workload::erase},
    {"blank", &workload::blank},
    {"person", &workload::person},
    {"retain", &workload::retain},
    {"tree", &workload::tree},
    {"move", &workload::move},
    {"migrate", &workload::migrate},
    {"summarize", &workload::summarize},
    {"summaries", &workload::summaries},
    {"context", &workload::context},
    {"turn_begin", &workload::turn_begin},
    {"turn_record", &workload::turn_record},
    {"turn_repeat", &workload::turn_repeat},
    {"turn_chunk", &workload::turn_chunk},
    {"turn_end", &workload::turn_end},
    {"turn_find", &workload::turn_find},
    {"turn_list", &workload::turn_list},
};

}  // namespace

std::span<const operation> operations() { return all_operations; }

workload::workload(const simulation_scenario& scenario, seeded_entropy& chance,
                   const fake_clock& clock, journal& events)
    : scenario_(scenario), chance_(chance), clock_(clock), events_(events) {
  for (std::int64_t i = 0; i < scenario.clients; ++i) clients_.push_back({i + 1, 0});
  const auto add = [&](std::int64_t tenant, const char* letter, std::int64_t number, place* above) {
    auto& made = places_.emplace_back(
        storage::session_ref{std::string{"tenant"}.append(std::to_string(tenant)),
                             std::string{letter}.append(std::to_string(number))},
        above, events);
    made.persons = made.ledger.persons = &persons_;
    made.rules = &rules_[made.ref.tenant];
    return &made;
  };
  for (std::int64_t t = 0; t < scenario.tenants; ++t) {
    std::vector<place*> made;
    for (std::int64_t s = 0; s < scenario.sessions; ++s) {
      const bool is_child = scenario.children > 0 && s > 0;
      auto* above = is_child ? made[static_cast<std::size_t>((s - 1) / scenario.children)] : nullptr;
      made.push_back(add(t, "s", s, above));
      if (above) made.back()->ledger.is_below(above->ledger);
      // Every other one has an owner, where nobody is below anybody.
      if (scenario.persons > 0 && scenario.children == 0 && s % 2 == 1)
        made.back()->owner = std::string{"p"}.append(std::to_string(s % scenario.persons));
    }
    for (std::int64_t f = 0; f < scenario.forks; ++f) add(t, "f", f, nullptr)->is_fork = true;
  }
  for (const auto& op : all_operations) {
    const auto weight = scenario.operations.find(std::string(op.name));
    if (weight == scenario.operations.end() || weight->second == 0) continue;
    operations_.emplace_back(op.run, weight->second);
    weights_ += weight->second;
  }
}

void workload::connect(node& to) {
  connected_ = &to;
  owner_lost_at_ = never;
  // What the other process acknowledged must be there for whoever comes after it.
  for (auto& [at, unit, told] : std::exchange(foreign_, {}))
    at->ledger.acknowledged(unit, told, events_.step, 0);
}

void workload::owner_lost() { owner_lost_at_ = events_.step; }

void workload::wrote(std::int64_t begun, const place& at) {
  if (begun > owner_lost_at_)
    events_.broken("only the owner writes",
                   at.ledger.name() + " acknowledged a write after the store had another owner");
}

bool workload::act() {
  if (weights_ == 0) return false;
  auto first = chance_.below(clients_.size());
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    auto& by = clients_[(first + i) % clients_.size()];
    if (by.in_flight >= scenario_.in_flight) continue;
    auto left = static_cast<std::int64_t>(chance_.below(static_cast<std::uint64_t>(weights_)));
    for (const auto& [run, weight] : operations_) {
      left -= weight;
      if (left >= 0) continue;
      (this->*run)(by);
      return true;
    }
  }
  return false;
}

std::string workload::who_waits() const {
  std::string text = std::to_string(open_.size()) + " requests";
  for (const auto& [number, what] : open_) text += "; " + std::to_string(number) + ", " + what;
  return text;
}

place& workload::some_place() {
  // The first ones are busier.
  const auto a = chance_.below(places_.size());
  const auto b = chance_.below(places_.size());
  return places_[std::min(a, b)];
}

place& workload::some_place_of_kind(bool is_fork) {
  const auto first = chance_.below(places_.size());
  for (std::size_t i = 0; i < places_.size(); ++i)
    if (auto& at = places_[(first + i) % places_.size()]; at.is_fork == is_fork) return at;
  return places_[first];
}

std::string workload::new_text() { return std::string{"t"}.append(std::to_string(++texts_)); }

protocol::caller workload::who(const client& by, const place& at) {
  protocol::caller caller{at.ref.tenant, "client " + std::to_string(by.number), "", {}};
  const auto patience = chance_.below(4);
  caller.deadline = clock_.monotonic() + (patience == 0 ? std::chrono::milliseconds{2}
                                                        : std::chrono::milliseconds{30000});
  return caller;
}

workload::end workload::judge(const base::status* failed, const place& at, std::int64_t begun,
                              wants what) {
  if (!failed) {
    ++counted.acknowledged;
    if (what != wants::nothing && erased_at(at) < begun)
      events_.broken("what was erased is gone", at.ledger.name() + " answers");
    return end::acknowledged;
  }
  switch (failed->code) {
    case base::errc::unknown_outcome:
      ++counted.unknown;
      return end::unknown;
    case base::errc::internal:
      events_.broken("no request meets a bug", at.ledger.name() + ": " + base::to_string(*failed));
      break;
    case base::errc::not_found:
      // Of a session that is being erased something of it may be the first that is missed.
      if (what == wants::session && at.created_at < begun &&
          (!may_be_erased(at) || failed->text == "There is no such session."))
        events_.broken("what was acknowledged is there",
                       at.ledger.name() + ": " + base::to_string(*failed));
      break;
    case base::errc::erased:
      if (!may_be_erased(at))
        events_.broken("what was acknowledged is there",
                       at.ledger.name() + ": " + base::to_string(*failed));
      break;
    default:
      break;
  }
  ++counted.refused;
  return end::refused;
}

void workload::count(attempts& of, end how, std::int64_t step) {
  --of.open;
  switch (how) {
    case end::acknowledged:
      ++of.acknowledged;
      of.acknowledged_at = std::min(of.acknowledged_at, step);
      break;
    case end::refused:
      ++of.refused;
      break;
    case end::unknown:
      ++of.unknown;
      break;
  }
}

void workload::durable(const storage::session_ref& ref, const std::vector<domain::turn>& rows) {
  for (auto& at : places_)
    if (at.ref == ref)
      for (const auto& row : rows) at.ledger.stored_turn(row);
}

}  // namespace parley::testing::simulation
