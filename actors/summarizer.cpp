#include "actors/summarizer.hpp"

#include <algorithm>

#include "actors/summary_split.hpp"
#include "parley/base/ids.hpp"
#include "parley/domain/retry.hpp"
#include "parley/telemetry/log.hpp"
#include "parley/telemetry/meters.hpp"

namespace parley::actors {

using namespace protocol;
using base::errc;
using telemetry::severity;

namespace {

bool is_gone(const base::status& why) {
  return why.code == errc::not_found || why.code == errc::erased;
}

/// Messages were erased or another summary was made while the model was at work.
bool fits_no_more(const base::status& why) {
  return why.code == errc::conflict && why.field == "summary";
}

caller of(const storage::session_ref& ref) { return {ref.tenant, "summarizer", "", {}}; }

}  // namespace

void summary_wish::join(summarize_command&& command) {
  if (command.round) round = std::max(round.value_or(0), *command.round);
  for (auto& key : command.external_keys)
    if (std::ranges::find(external_keys, key) == external_keys.end())
      external_keys.push_back(std::move(key));
  (command.again ? again : onward) = true;
  // An order is followed where a rule would not be.
  if (command.reason.empty())
    reason = domain::because_asked;
  else if (reason.empty())
    reason = std::move(command.reason);
}

void summary_wish::join(summary_wish&& later) {
  const bool both = later.again && later.onward;
  join(summarize_command{later.round, std::move(later.external_keys), false, later.again,
                         later.reason == domain::because_asked ? "" : std::move(later.reason)});
  onward = onward || both;
  for (auto& waiter : later.waiting) waiting.push_back(std::move(waiter));
}

void summary_wish::tell(const summarize_reply& answer) {
  for (auto& waiter : std::exchange(waiting, {})) waiter.to->deliver(answer);
}

void summary_wish::tell(const base::status& why) {
  for (auto& waiter : std::exchange(waiting, {})) waiter.to->fail(why);
}

std::chrono::microseconds summary_wish::expire(std::chrono::microseconds now) {
  std::chrono::microseconds earliest{0};
  std::erase_if(waiting, [&](summary_waiter& w) {
    if (w.deadline.count() == 0) return false;
    if (w.deadline < now) {
      w.to->fail({errc::timeout, "", "The summary takes longer; it will be in the session's list."});
      return true;
    }
    earliest = earliest.count() == 0 ? w.deadline : std::min(earliest, w.deadline);
    return false;
  });
  return earliest;
}

void summarizer_state::ask(const caller& who, const storage::session_ref& ref,
                           summarize_command command, reply<summarize_reply> to) {
  if (expired(who, *env->clock)) return to.fail({errc::timeout, "", "The deadline has passed."});
  const bool waits = command.wait;
  const auto run = running.find(ref);
  const bool fresh = run == running.end() && !wishes.contains(ref);
  if (fresh && line.size() >= env->summaries.waiting)
    return to.fail({errc::overloaded, "", "Too many sessions wait for their summaries.", 1000});
  auto& wish = run == running.end() ? wishes[ref]
               : run->second->next  ? *run->second->next
                                    : run->second->next.emplace();
  wish.join(std::move(command));
  if (waits) {
    wish.waiting.push_back({who.deadline, std::make_shared<reply<summarize_reply>>(std::move(to))});
    if (who.deadline.count() != 0)
      arm(who.deadline - env->clock->monotonic() + std::chrono::milliseconds{1});
  } else {
    to.deliver({true, {}});
  }
  if (fresh) line.push(ref);
  go_on();
}

void summarizer_state::go_on() {
  while (static_cast<std::int64_t>(running.size()) < env->summaries.at_once) {
    const auto ref = line.pop();
    if (!ref) return;
    begin(*ref);
  }
}

void summarizer_state::begin(const storage::session_ref& ref) {
  auto r = std::make_shared<run>();
  r->ref = ref;
  r->since = env->clock->monotonic();
  r->wish = std::move(wishes.extract(ref).mapped());
  running.emplace(ref, r);
  self->request(peers.reader, caf::infinite, source_atom_v, of(ref), ref, r->wish.again)
      .then([this, r](summary_source& source) { found(r, std::move(source)); },
            [this, r](const caf::error& e) { fail(r, to_status(e)); });
}

void summarizer_state::found(const run_ptr& r, summary_source source) {
  if (r->forgotten) return end(r, nullptr);
  auto split = split_off(std::move(source), {r->wish.round, r->wish.reason, r->wish.external_keys},
                         env->summaries);
  if (!split) return end(r, nullptr);
  r->order = std::move(split->order);
  r->characters = split->characters;
  r->more = split->more;
  auto& made = r->order.made;
  made.summary_id = base::make_uuid(*env->clock, *env->entropy);
  made.model = peers.model->name();
  r->made_id = ++last_made;
  making.emplace(r->made_id, r);
  r->ticket = peers.model->start(
      std::move(split->job), env->summaries.within,
      [to = summarizer_actor{self}, id = r->made_id](base::result<std::string> text) {
        if (text)
          caf::anon_send(to, made_atom_v, id, std::move(*text), base::status{});
        else
          caf::anon_send(to, made_atom_v, id, std::string{}, std::move(text.error()));
      });
}

void summarizer_state::made(std::uint64_t id, std::string text, const base::status& why) {
  auto place = making.extract(id);
  if (!place) return;
  const auto r = std::move(place.mapped());
  if (r->forgotten) return end(r, nullptr);
  // No text and no reason cannot be: a blank answer is a failure.
  if (text.empty()) return fail(r, why);
  r->order.made.text = std::move(text);
  r->order.made.created_at = env->clock->now();
  self->request(peers.supervisor, caf::infinite, apply_atom_v, of(r->ref), r->ref,
                apply_summary{r->order, r->characters})
      .then(
          [this, r](const domain::summary& summary) {
            env->counters->summaries_made.fetch_add(1, std::memory_order_relaxed);
            env->meters->summary_us.record((env->clock->monotonic() - r->since).count());
            end(r, &summary);
          },
          [this, r](const caf::error& e) { fail(r, to_status(e)); });
}

void summarizer_state::end(const run_ptr& r, const domain::summary* summary) {
  summarize_reply answer;
  if (summary) answer.summary = *summary;
  r->wish.tell(answer);
  running.erase(r->ref);
  // There may be more than one summary takes, and who wanted the next may have joined one who wanted
  // the latest again: the next one goes on where this one ended.
  const bool more = r->more || (r->wish.again && r->wish.onward);
  if (summary && more && !r->forgotten && !r->next) {
    r->next.emplace().reason = r->wish.reason;
    r->next->onward = true;
  }
  if (r->next) {
    wishes[r->ref] = std::move(*r->next);
    line.push(r->ref);
  }
  go_on();
}

void summarizer_state::fail(const run_ptr& r, const base::status& why) {
  const auto give_up = [&] {
    r->wish.tell(why);
    end(r, nullptr);
  };
  if (r->forgotten || is_gone(why)) return give_up();
  env->counters->summaries_failed.fetch_add(1, std::memory_order_relaxed);
  const bool again = ++r->wish.attempts < env->summaries.attempts &&
                     (fits_no_more(why) || why.code != errc::invalid_argument);
  if (!again) {
    telemetry::log(severity::warning, "no summary was made",
                   {{"tenant", r->ref.tenant},
                    {"session", r->ref.id},
                    {"reason", base::to_string(why)}});
    return give_up();
  }
  if (!fits_no_more(why)) r->wish.tell(why);
  running.erase(r->ref);
  auto wish = std::move(r->wish);
  if (r->next) wish.join(std::move(*r->next));
  const auto attempts = wish.attempts;
  wishes[r->ref] = std::move(wish);
  if (fits_no_more(why)) {
    line.push(r->ref);
  } else {
    const auto delay = std::max(domain::retry_delay(attempts, env->entropy->next()),
                                std::chrono::milliseconds{why.retry_after_ms});
    later.emplace(env->clock->monotonic() + delay, r->ref);
    arm(delay);
  }
  go_on();
}

void summarizer_state::forget(const storage::session_ref& ref) {
  if (const auto place = running.find(ref); place != running.end()) {
    const auto r = place->second;
    r->forgotten = true;
    r->next.reset();
    if (making.contains(r->made_id)) peers.model->cancel(r->ticket);
  }
  auto wish = wishes.extract(ref);
  if (!wish) return;
  line.remove(ref);
  std::erase_if(later, [&](const auto& entry) { return entry.second == ref; });
  wish.mapped().tell({errc::erased, "", "The session was erased."});
}

void summarizer_state::tick() {
  next_tick.reset();
  const auto now = env->clock->monotonic();
  while (!later.empty() && later.begin()->first <= now) {
    line.push(later.begin()->second);
    later.erase(later.begin());
  }
  if (!later.empty()) arm(later.begin()->first - now);
  expire();
  go_on();
}

void summarizer_state::expire() {
  const auto now = env->clock->monotonic();
  const auto look = [&](summary_wish& wish) {
    if (const auto next = wish.expire(now); next.count() != 0)
      arm(next - now + std::chrono::milliseconds{1});
  };
  for (auto& [ref, wish] : wishes) look(wish);
  for (auto& [ref, r] : running) {
    look(r->wish);
    if (r->next) look(*r->next);
  }
}

void summarizer_state::arm(std::chrono::microseconds in) {
  const auto at = env->clock->monotonic() + in;
  if (next_tick && *next_tick <= at) return;
  next_tick = at;
  self->send(peers.clock, arm_atom_v,
             std::max(std::chrono::milliseconds{1},
                      std::chrono::ceil<std::chrono::milliseconds>(in)),
             ticked_actor{self});
}

summarizer_actor::behavior_type summarizer(
    summarizer_actor::stateful_pointer<summarizer_state> self, environment_ptr env,
    summarizer_peers peers) {
  auto& state = self->state;
  state.env = std::move(env);
  state.peers = std::move(peers);
  return {
      [self, &state](summarize_atom, const caller& who, const storage::session_ref& ref,
                     summarize_command& command) -> caf::result<summarize_reply> {
        state.ask(who, ref, std::move(command),
                  reply<summarize_reply>{self->make_response_promise<summarize_reply>()});
        return caf::delegated<summarize_reply>{};
      },
      [&state](made_atom, std::uint64_t id, std::string& text, const base::status& why) {
        state.made(id, std::move(text), why);
      },
      [&state](forget_atom, const storage::session_ref& ref) { state.forget(ref); },
      [&state](tick_atom) { state.tick(); },
  };
}

}  // namespace parley::actors
