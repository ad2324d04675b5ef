#include "actors/keeper.hpp"

#include <algorithm>

namespace parley::actors {

using namespace protocol;
using base::errc;

namespace {

constexpr std::int64_t looked_at_max = 100'000;
constexpr std::int64_t page_items = 100;
constexpr std::int64_t dry_runs_max = 4;
constexpr std::size_t first_max = 10;

/// A process that only does something quickly erases nothing in passing.
constexpr std::chrono::seconds first_look{60};

}  // namespace

base::result<domain::retention_policy> read_policy(const std::string& text) {
  if (text.empty()) return domain::retention_policy{};
  const auto json = domain::parse_json(text);
  auto policy = json ? domain::decode_retention(*json)
                     : base::result<domain::retention_policy>{tl::unexpected(json.error())};
  if (!policy)
    return base::fail(errc::internal, "",
                      "The stored rules cannot be read, nothing is erased before they are "
                      "replaced: " +
                          policy.error().text);
  return policy;
}

void keeper_state::get(const caller& who, read_reply<retention_reply> to) {
  auto waits = std::make_shared<read_reply<retention_reply>>(std::move(to));
  self->request(peers.reader, caf::infinite, setting_atom_v, who, std::string{retention_setting})
      .then(
          [waits](const storage::tenant_setting& found) {
            auto policy = read_policy(found.value);
            if (!policy) return waits->fail(policy.error());
            waits->deliver({std::move(*policy), {}, 0, true});
          },
          [waits](const caf::error& e) { waits->fail(to_status(e)); });
}

void keeper_state::put(const caller& who, domain::retention_policy policy,
                       reply<retention_reply> to) {
  if (expired(who, *env->clock)) return to.fail(timed_out());
  // Whatever becomes of this, the rules from before are not what is wanted.
  if (look) look->changed.insert(who.tenant);
  storage::submission what;
  what.setting = storage::tenant_setting{
      who.tenant, retention_setting,
      policy.rules.empty() ? std::string{} : domain::canonical(domain::encode(policy))};
  auto waits = std::make_shared<reply<retention_reply>>(std::move(to));
  self->request(peers.writer, caf::infinite, submit_atom_v, who, std::move(what))
      .then(
          [waits, policy = std::move(policy)](const commit_reply& answer) {
            if (answer.outcome.kind != storage::commit::committed)
              return waits->fail(answer.outcome.error);
            waits->deliver({policy, {}, 0, true});
          },
          [waits](const caf::error& e) { waits->fail(to_status(e)); });
}

void keeper_state::try_out(const caller& who, base::boxed<domain::retention_policy> policy,
                           read_reply<retention_reply> to) {
  if (dry_runs >= dry_runs_max)
    return to.fail({errc::overloaded, "", "Other dry runs are under way.", 1000});
  auto run = std::make_shared<dry_run>(dry_run{{who.tenant, {}, env->clock->now()}, {}, {},
                                               std::move(to)});
  // What was found until then is worth more than an answer that comes too late.
  const auto now = env->clock->monotonic();
  if (who.deadline.count() != 0) run->stop_at = now + (who.deadline - now) / 4 * 3;
  ++dry_runs;
  const auto begin = [this, run](domain::retention_policy chosen) {
    for (const auto& rule : chosen.rules)
      run->found.counts.push_back({rule.name, rule.keep, 0, 0, {}});
    run->found.policy = run->walk.policy = std::move(chosen);
    count(run);
  };
  if (policy) return begin(std::move(*policy));
  const auto failed = [this, run](const base::status& why) {
    --dry_runs;
    run->to.fail(why);
  };
  self->request(peers.reader, caf::infinite, setting_atom_v, who, std::string{retention_setting})
      .then(
          [begin, failed](const storage::tenant_setting& found) {
            auto stored = read_policy(found.value);
            stored ? begin(std::move(*stored)) : failed(stored.error());
          },
          [failed](const caf::error& e) { failed(to_status(e)); });
}

void keeper_state::count(const dry_run_ptr& run) {
  const auto items_max = std::min(page_items, looked_at_max - run->found.looked_at);
  decide(run->walk, items_max, [this, run](base::result<decided_page> page) {
    if (page) return counted(run, std::move(*page));
    --dry_runs;
    run->to.fail(page.error());
  });
}

void keeper_state::counted(const dry_run_ptr& run, decided_page page) {
  run->found.looked_at += page.looked_at;
  for (const auto& [session, rule] : page.verdicts) {
    auto& at = run->found.counts[rule];
    ++at.sessions;
    at.messages += session.message_count();
    if (at.first.size() < first_max) at.first.push_back(session.record.session_id);
  }
  const bool late = run->stop_at.count() != 0 && env->clock->monotonic() >= run->stop_at;
  if (page.next && !late && run->found.looked_at < looked_at_max) {
    run->walk.after = std::move(page.next);
    return count(run);
  }
  run->found.complete = !page.next;
  --dry_runs;
  run->to.deliver(std::move(run->found));
}

keeper_actor::behavior_type keeper(keeper_actor::stateful_pointer<keeper_state> self,
                                   environment_ptr env, keeper_peers peers) {
  auto& state = self->state;
  state.env = std::move(env);
  state.peers = std::move(peers);
  if (state.env->retention.count() > 0) state.wait(std::min(state.env->retention, first_look));
  return {
      [self, &state](retain_atom, const caller& who,
                     retention_command& command) -> caf::result<retention_reply> {
        if (command.put)
          if (auto legal = domain::decode_retention(domain::encode(*command.put)); !legal)
            return to_error(legal.error());
        auto promise = self->make_response_promise<retention_reply>();
        if (command.dry_run)
          state.try_out(who, std::move(command.put),
                        read_reply<retention_reply>{std::move(promise)});
        else if (command.put)
          state.put(who, std::move(*command.put), reply<retention_reply>{std::move(promise)});
        else
          state.get(who, read_reply<retention_reply>{std::move(promise)});
        return caf::delegated<retention_reply>{};
      },
      [&state](tick_atom) { state.ticked(); },
  };
}

}  // namespace parley::actors
