#include "frontends/actions/runner.hpp"

#include <algorithm>

#include "frontends/actions/types.hpp"
#include "parley/domain/retry.hpp"

namespace parley::frontends::actions {

using base::errc;
using domain::json;

namespace {

constexpr std::chrono::milliseconds retry_pause_max{2000};

/// It says nothing about the action: the same one may succeed later.
bool passes(errc code) {
  return code == errc::unavailable || code == errc::overloaded || code == errc::rate_limited ||
         code == errc::timeout || code == errc::unknown_outcome;
}

envelope_reading read(const taken& what, const services& node) {
  if (what.text) return read_envelope(*what.text, node.limits, node.store_prefixes);
  if (what.bytes == 0)
    return {{},
            base::fail(errc::invalid_argument, "action",
                       "The entry of the stream has no field `action`.")};
  return {
      {},
      base::fail(errc::too_large, "action",
                 "An action has at most " + std::to_string(node.limits.body_bytes) + " bytes.")};
}

}  // namespace

runner::runner(options opts)
    : opts_(std::move(opts)),
      replier_(opts_, [this](const ending& end, ended_as as) { settled(end, as); }) {}

void runner::hold(const taken& what) {
  const std::lock_guard lock{mutex_};
  held_[{what.place.stream, what.place.id}] = what.bytes;
  bytes_ += what.bytes;
}

void runner::take(taken what) {
  hold(what);
  auto reading = read(what, *opts_.node);
  if (!reading.said)
    return post({what.place, std::move(reading.to), base::fail(reading.said.error())});
  auto a = std::make_shared<action>();
  a->node = opts_.node;
  a->place = what.place;
  a->to = std::move(reading.to);
  a->said = std::move(*reading.said);
  a->key = key_of(a->said);
  a->started = opts_.node->clock.monotonic();
  a->ended = [self = shared_from_this()](const action_ptr& it, base::result<json> result) {
    self->ended(it, std::move(result));
  };
  {
    const std::lock_guard lock{mutex_};
    if (!lanes_.enter(a->lane(), a)) return;
    ++running_;
  }
  begin(a);
}

void runner::set_aside(taken what, bool unread) {
  hold(what);
  auto to = unread ? reply_address{} : read(what, *opts_.node).to;
  post({what.place, std::move(to),
        base::fail(errc::internal, "",
                   "The action was begun " + std::to_string(opts_.deliveries) +
                       " times and never came to an end."),
        true});
}

void runner::begin(const action_ptr& a) {
  ++a->attempts;
  a->open = true;
  a->caller = caller_of(*a);
  dispatch(a);
}

void runner::ended(const action_ptr& a, base::result<json> result) {
  if (!result && passes(result.error().code) && tries_again(a, result.error())) return;
  post({a->place, a->to, std::move(result)});
  action_ptr next;
  {
    const std::lock_guard lock{mutex_};
    --running_;
    next = lanes_.leave(a->lane());
    if (next) ++running_;
  }
  changed_.notify_all();
  // Not here: the thread is that of who answered, and many could follow each other on its stack.
  if (next) offload(next, [self = shared_from_this(), next] { self->begin(next); });
}

bool runner::tries_again(const action_ptr& a, const base::status& why) {
  const auto now = opts_.node->clock.monotonic();
  const auto hint = std::chrono::milliseconds{why.retry_after_ms};
  const auto pause =
      std::clamp(std::max(hint, domain::retry_delay(a->attempts, opts_.node->entropy.next())),
                 std::chrono::milliseconds{1}, retry_pause_max);
  {
    const std::lock_guard lock{mutex_};
    // Of a node that stops it stays pending, for the next one to do.
    if (stopping_) {
      --running_;
      changed_.notify_all();
      return true;
    }
  }
  if (now - a->started >= opts_.retry) return false;
  replier_.later(now + pause, [self = weak_from_this(), a] {
    if (const auto alive = self.lock()) alive->begin(a);
  });
  return true;
}

void runner::post(outcome how) { replier_.post(end_of(std::move(how), opts_.node->clock.now())); }

void runner::settled(const ending& end, ended_as as) {
  {
    const std::lock_guard lock{mutex_};
    const auto at = held_.find({end.place.stream, end.place.id});
    if (at != held_.end()) {
      bytes_ -= at->second;
      held_.erase(at);
    }
    if (as != ended_as::gone) ++(end.succeeded ? counts_.done : counts_.failed);
    if (as == ended_as::dead) ++counts_.dead;
  }
  changed_.notify_all();
}

bool runner::holds(const queue_place& place) const {
  const std::lock_guard lock{mutex_};
  return held_.contains({place.stream, place.id});
}

std::size_t runner::wait_for_room(std::chrono::milliseconds most) {
  const auto limit = static_cast<std::size_t>(opts_.in_flight);
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, most,
                    [&] { return held_.size() < limit && bytes_ < opts_.in_flight_bytes; });
  return bytes_ < opts_.in_flight_bytes ? limit - std::min(limit, held_.size()) : 0;
}

bool runner::wait_until_idle(std::chrono::milliseconds most) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, most, [this] { return held_.empty(); });
}

std::int64_t runner::bytes_left() const {
  const std::lock_guard lock{mutex_};
  return std::max<std::int64_t>(opts_.in_flight_bytes - bytes_, 1);
}

void runner::forget_waiting() {
  {
    const std::lock_guard lock{mutex_};
    for (const auto& a : lanes_.clear()) {
      const auto at = held_.find({a->place.stream, a->place.id});
      if (at == held_.end()) continue;
      bytes_ -= at->second;
      held_.erase(at);
    }
  }
  changed_.notify_all();
}

void runner::stop(std::chrono::milliseconds most) {
  forget_waiting();
  {
    std::unique_lock lock{mutex_};
    stopping_ = true;
    changed_.wait_for(lock, most, [this] { return running_ == 0; });
  }
  replier_.stop();
}

counts runner::count() const {
  const std::lock_guard lock{mutex_};
  auto now = counts_;
  now.in_flight = held_.size();
  return now;
}

}  // namespace parley::frontends::actions
