#include <algorithm>
#include <limits>

#include "actors/keeper.hpp"
#include "parley/domain/retry.hpp"
#include "parley/telemetry/log.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;
using telemetry::severity;

namespace {

constexpr std::int64_t at_once = 8;        ///< sessions erased at once
constexpr std::int64_t attempts_max = 5;   ///< at a page that can be read; then the next one's turn

/// How long an erasing is waited for; one that takes longer goes on by itself.
constexpr std::chrono::minutes patience{5};

/// Whether it is of use to ask again for what was refused.
bool may_succeed(const base::status& why, std::int64_t attempts) {
  // It was changed since it was looked at: the next look decides anew.
  if (why.code == errc::precondition_failed) return false;
  return domain::judge(why, attempts) == domain::retry_verdict::later;
}

}  // namespace

bool is_away(const base::status& why) {
  return domain::judge(why, std::numeric_limits<std::int64_t>::max()) ==
         domain::retry_verdict::later;
}

void keeper_state::wait(std::chrono::microseconds time) {
  waiting = true;
  due = env->clock->monotonic() + time;
  self->send(peers.clock, arm_atom_v, std::chrono::ceil<std::chrono::milliseconds>(time),
             ticked_actor{self});
}

void keeper_state::pause() {
  wait(domain::retry_delay(++failures, env->entropy->next()));
}

void keeper_state::ticked() {
  if (!waiting || env->retention.count() == 0) return;
  const auto left = due - env->clock->monotonic();
  if (left.count() > 0) return wait(left);
  waiting = false;
  if (!look) look.emplace().now = env->clock->now();
  look->read ? next_page() : read_rules();
}

void keeper_state::read_rules() {
  self->request(peers.reader, caf::infinite, settings_atom_v, caller{},
                std::string{retention_setting})
      .then(
          [this](setting_list& found) {
            look->read = true;
            std::move(found.items.begin(), found.items.end(), std::back_inserter(look->tenants));
            next_tenant();
          },
          [this](const caf::error&) { pause(); });
}

void keeper_state::next_tenant() {
  look->walk.reset();
  while (!look->tenants.empty()) {
    const auto setting = std::move(look->tenants.front());
    look->tenants.pop_front();
    if (look->changed.contains(setting.tenant)) continue;
    auto policy = read_policy(setting.value);
    if (!policy) {
      telemetry::log(severity::error, "rules of retention cannot be read",
                     {{"tenant", setting.tenant}, {"reason", base::to_string(policy.error())}});
      continue;
    }
    if (!domain::shortest_idle_days(*policy)) continue;
    look->attempts = 0;
    look->walk.emplace(retention_walk{setting.tenant, std::move(*policy), look->now});
    return next_page();
  }
  if (look->erased > 0)
    telemetry::log(severity::info, "retention", {{"erased", std::to_string(look->erased)}});
  look.reset();
  failures = 0;
  wait(env->retention);
}

void keeper_state::next_page() {
  if (look->changed.contains(look->walk->tenant)) return next_tenant();
  decide(*look->walk, at_once, [this](base::result<decided_page> page) {
    if (page) return erase(std::move(*page));
    if (is_away(page.error())) return pause();
    telemetry::log(severity::error, "sessions cannot be listed for retention",
                   {{"tenant", look->walk->tenant}, {"reason", base::to_string(page.error())}});
    next_tenant();
  });
}

void keeper_state::erase(decided_page page) {
  const auto& walk = *look->walk;
  // Rules that were replaced erase nothing more.
  if (look->changed.contains(walk.tenant)) return next_tenant();
  std::erase_if(page.verdicts,
                [&](const retention_verdict& v) { return walk.policy.rules[v.rule].keep; });
  if (page.verdicts.empty()) return page_done(page.next, true);
  struct progress {
    std::size_t open;
    bool complete = true;
  };
  auto run = std::make_shared<progress>(progress{page.verdicts.size()});
  const auto answered = [this, run, next = page.next] {
    if (--run->open == 0) page_done(next, run->complete);
  };
  const caller who{walk.tenant, "keeper", "", env->clock->monotonic() + patience};
  for (const auto& verdict : page.verdicts) {
    const auto& record = verdict.session.record;
    self->request(peers.supervisor, caf::infinite, erase_atom_v, who,
                  storage::session_ref{walk.tenant, record.session_id},
                  erase_command{record.revision, {}, verdict.session.last_activity()})
        .then(
            [this, answered](const domain::erasure&) {
              ++look->erased;
              failures = 0;
              answered();
            },
            [this, run, answered](const caf::error& e) {
              if (may_succeed(to_status(e), look->attempts + 1)) run->complete = false;
              answered();
            });
  }
}

void keeper_state::page_done(const std::optional<storage::list_cursor>& next, bool complete) {
  if (!complete && ++look->attempts < attempts_max) return pause();
  look->attempts = 0;
  if (!next) return next_tenant();
  look->walk->after = next;
  next_page();
}

}  // namespace parley::actors
