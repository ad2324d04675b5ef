#include <algorithm>

#include "actors/session.hpp"
#include "actors/session_again.hpp"
#include "parley/domain/records.hpp"
#include "parley/domain/turn_beginning.hpp"

// Requests that change nothing and have an Idempotency-Key: the key is kept with what they were told,
// so that it means the same when something has changed by the time it is used again. And requests that
// waited behind another one with the same key: what that one did is no reason to refuse them.

namespace parley::actors {

using namespace protocol;

namespace {

/// Requests with one key that are here at the same time; for all others the store is asked before.
constexpr std::size_t used_max = 64;

}  // namespace

void session_state::keep_used(const commit_reply& answer) {
  const auto keep = [this](const std::optional<storage::idempotency>& once) {
    if (!once) return;
    used.emplace_back(once->key, once->route);
    if (used.size() > used_max) used.pop_front();
  };
  keep(answer.sent.once);
  const auto& parts = answer.sent.parts;
  for (std::size_t i = 0; i < parts.size() && i < answer.outcome.parts.size(); ++i)
    if (!answer.outcome.parts[i].refused) keep(parts[i].once);
}

bool session_state::was_used(const std::optional<storage::idempotency>& once) const {
  return once && std::find(used.begin(), used.end(), std::pair{once->key, once->route}) != used.end();
}

bool session_state::used_meanwhile(waiting_change& request) {
  if (!was_used(request.command.once)) return false;
  answer_again(*request.command.once, std::move(request.to), again_changed);
  return true;
}

bool session_state::used_meanwhile(waiting_turn& request) {
  if (!was_used(request.command.once)) return false;
  answer_again(*request.command.once, std::move(request.to), again_begun);
  return true;
}

std::string session_state::note_of(const domain::session_view& shown) {
  return domain::canonical({{"session", domain::write_session({shown.record, shown.at})}});
}

bool session_state::keep_key(const storage::idempotency& once, std::string note,
                             const caller& who) {
  storage::submission what;
  auto& part = what.parts.emplace_back();
  part.once = once;
  part.note = std::move(note);
  submit(std::move(what), who);
  return true;
}

bool session_state::answer_existing(waiting_create& request) {
  request.only_key = request.command.once.has_value();
  if (request.only_key) return keep_key(*request.command.once, note_of(view()), request.who);
  request.to.deliver({view(), true});
  return false;
}

bool session_state::answer_unchanged(waiting_change& request) {
  request.only_key = request.command.once.has_value();
  if (request.only_key) return keep_key(*request.command.once, note_of(view()), request.who);
  request.to.deliver({view(), false, false});
  return false;
}

bool session_state::answer_known(waiting_turn& request, domain::turn_view shown) {
  const auto& once = request.command.once;
  if (!once) {
    request.to.deliver({std::move(shown), true});
    return false;
  }
  auto note = domain::write_beginning(domain::beginning_of(shown, true));
  request.known = std::move(shown);
  return keep_key(*once, std::move(note), request.who);
}

bool session_state::key_kept(commit_reply& answer, waiting& request) {
  const auto settle = [&](auto& waiter, auto told, auto again) {
    const auto& part = answer.outcome.parts.at(0);
    if (part.refused)
      waiter.to.fail(*part.refused);
    else if (part.replay)
      answer_again(*waiter.command.once, std::move(waiter.to), again);
    else
      waiter.to.deliver(std::move(told));
  };
  if (auto* create = std::get_if<waiting_create>(&request); create && create->only_key) {
    settle(*create, create_reply{view(), true}, again_created);
    return true;
  }
  if (auto* change = std::get_if<waiting_change>(&request); change && change->only_key) {
    settle(*change, change_reply{view(), false, false}, again_changed);
    return true;
  }
  if (auto* turn = std::get_if<waiting_turn>(&request); turn && turn->known) {
    settle(*turn, turn_reply{std::move(*turn->known), true}, again_begun);
    return true;
  }
  return false;
}

}  // namespace parley::actors
