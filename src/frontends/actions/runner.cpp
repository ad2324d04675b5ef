#include "frontends/actions/runner.hpp"

#include <algorithm>
#include <utility>

#include "frontends/actions/types.hpp"
#include "parley/domain/retry.hpp"

namespace parley::frontends::actions {

using base::errc;
using domain::json;

namespace {

constexpr std::chrono::milliseconds retry_pause_max{2000};

/// So many may wait in each stream for each one that may be active.
constexpr std::size_t waiting_for_each = 4;

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

load::bounds bounds_of(const options& opts) {
  const auto active = static_cast<std::size_t>(opts.in_flight);
  return {active, opts.in_flight_bytes, waiting_for_each * active, opts.waiting_bytes};
}

void add(action_tally& of_type, const ending& end, ended_as as) {
  if (as == ended_as::dead)
    ++of_type.dead;
  else if (as == ended_as::answered)
    ++(end.succeeded ? of_type.done : of_type.failed);
}

std::vector<action_tally> tallies_of_none() {
  std::vector<action_tally> all;
  for (const auto& type : action_types()) all.push_back({type.name});
  all.push_back({"other"});
  return all;
}

}  // namespace

runner::runner(options opts)
    : opts_(std::move(opts)),
      load_(bounds_of(opts_)),
      tallies_(tallies_of_none()),
      replier_(opts_, [this](const ending& end, ended_as as) { settled(end, as); }) {}

void runner::take(taken what) {
  auto reading = read(what, *opts_.node);
  if (!reading.said) {
    {
      const std::lock_guard lock{mutex_};
      load_.arrive(what.place, what.bytes);
      load_.begin(what.place, 0);
    }
    return post({what.place, std::move(reading.to), base::fail(reading.said.error())});
  }
  auto a = std::make_shared<action>();
  a->node = opts_.node;
  a->place = what.place;
  a->to = std::move(reading.to);
  a->said = std::move(*reading.said);
  a->answer_bytes = answer_bytes(a->said.action_type, opts_.node->limits);
  a->key = key_of(a->said);
  a->ended = [self = shared_from_this()](const action_ptr& it, base::result<json> result) {
    self->ended(it, std::move(result));
  };
  actions starting;
  {
    const std::lock_guard lock{mutex_};
    load_.arrive(what.place, what.bytes);
    if (lanes_.enter(a->lane(), a)) ready_.push_back(std::move(a));
    starting = admitted();
  }
  for (const auto& one : starting) begin(one);
}

void runner::set_aside(taken what, bool unread) {
  {
    const std::lock_guard lock{mutex_};
    load_.arrive(what.place, what.bytes);
    load_.begin(what.place, 0);
  }
  auto to = unread ? reply_address{} : read(what, *opts_.node).to;
  post({what.place, std::move(to),
        base::fail(errc::internal, "",
                   "The action was begun " + std::to_string(opts_.deliveries) +
                       " times and never came to an end."),
        true});
}

runner::actions runner::admitted() {
  actions found;
  while (!closed_ && !ready_.empty() && load_.admits(ready_.front()->answer_bytes)) {
    auto next = std::move(ready_.front());
    ready_.pop_front();
    load_.begin(next->place, next->answer_bytes);
    ++running_;
    found.push_back(std::move(next));
  }
  return found;
}

void runner::start(actions some) {
  // Not here: the thread is that of who answered, and many could follow each other on its stack.
  for (const auto& a : some) offload(a, [self = shared_from_this(), a] { self->begin(a); });
}

void runner::begin(const action_ptr& a) {
  if (a->attempts++ == 0) a->started = opts_.node->clock.monotonic();
  a->open = true;
  a->caller = caller_of(*a);
  dispatch(a);
}

void runner::resume(const action_ptr& a) {
  {
    const std::lock_guard lock{mutex_};
    if (paused_.erase(a) == 0) return;
    ++running_;
  }
  begin(a);
}

void runner::ended(const action_ptr& a, base::result<json> result) {
  if (!result && passes(result.error().code))
    if (leaves(a) || tries_again(a, result.error())) return;
  post({a->place, a->to, std::move(result)});
  actions starting;
  {
    const std::lock_guard lock{mutex_};
    --running_;
    if (auto next = lanes_.leave(a->lane())) ready_.push_back(std::move(next));
    starting = admitted();
  }
  changed_.notify_all();
  start(std::move(starting));
}

bool runner::leaves(const action_ptr& a) {
  const bool owner = opts_.node->owns_store();
  {
    const std::lock_guard lock{mutex_};
    if (owner && !closed_) return false;
    // Its lane stays in use: what is behind it must not overtake it.
    --running_;
    leave(a);
  }
  changed_.notify_all();
  return true;
}

bool runner::tries_again(const action_ptr& a, const base::status& why) {
  const auto now = opts_.node->clock.monotonic();
  if (now - a->started >= opts_.retry) return false;
  const auto hint = std::chrono::milliseconds{why.retry_after_ms};
  const auto pause =
      std::clamp(std::max(hint, domain::retry_delay(a->attempts, opts_.node->entropy.next())),
                 std::chrono::milliseconds{1}, retry_pause_max);
  {
    const std::lock_guard lock{mutex_};
    --running_;
    if (closed_)
      leave(a);
    else
      paused_.insert(a);
  }
  changed_.notify_all();
  replier_.later(now + pause, [self = weak_from_this(), a] {
    if (const auto alive = self.lock()) alive->resume(a);
  });
  return true;
}

void runner::post(outcome how) {
  if (!how.result && opts_.refused) opts_.refused->note(how.result.error());
  auto end = end_of(std::move(how), opts_.node->clock.now());
  {
    const std::lock_guard lock{mutex_};
    load_.answer(end.place, static_cast<std::int64_t>(end.reply.size()));
  }
  replier_.post(std::move(end));
}

void runner::settled(const ending& end, ended_as as) {
  actions starting;
  {
    const std::lock_guard lock{mutex_};
    load_.leave(end.place);
    if (as != ended_as::gone) ++(end.succeeded ? counts_.done : counts_.failed);
    if (as == ended_as::dead) ++counts_.dead;
    add(tallies_[end.type], end, as);
    starting = admitted();
  }
  changed_.notify_all();
  start(std::move(starting));
}

bool runner::holds(const queue_place& place) const {
  const std::lock_guard lock{mutex_};
  return load_.holds(place);
}

room runner::wait_for_room(std::chrono::milliseconds most) {
  std::unique_lock lock{mutex_};
  room left;
  changed_.wait_for(lock, most, [&] {
    left = load_.left();
    // Those that are ready come first.
    if (!ready_.empty()) left.actions = 0;
    return static_cast<bool>(left);
  });
  return left;
}

bool runner::wait_until_idle(std::chrono::milliseconds most) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, most, [this] {
    return running_ == 0 && paused_.empty() && load_.waiting() == 0 && load_.left().actions > 0;
  });
}

void runner::forget_waiting() {
  {
    const std::lock_guard lock{mutex_};
    for (const auto& a : lanes_.clear()) load_.leave(a->place);
    for (const auto& a : ready_) {
      load_.leave(a->place);
      lanes_.leave(a->lane());
    }
    ready_.clear();
  }
  changed_.notify_all();
}

void runner::leave(const action_ptr& a) {
  load_.leave(a->place);
  left_.push_back(a->place);
}

void runner::close() {
  {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    for (const auto& a : lanes_.clear()) leave(a);
    for (const auto& a : ready_) leave(a);
    for (const auto& a : paused_) leave(a);
    ready_.clear();
    paused_.clear();
  }
  changed_.notify_all();
}

bool runner::wait_until_over(std::chrono::milliseconds most) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, most, [this] { return running_ == 0; });
}

std::vector<queue_place> runner::leavings() {
  const std::lock_guard lock{mutex_};
  return std::exchange(left_, {});
}

void runner::stop(std::chrono::milliseconds most) {
  close();
  wait_until_over(most);
  replier_.stop();
}

counts runner::count() const {
  const std::lock_guard lock{mutex_};
  auto now = counts_;
  now.in_flight = load_.count();
  return now;
}

std::vector<action_tally> runner::tallies() const {
  const std::lock_guard lock{mutex_};
  return tallies_;
}

}  // namespace parley::frontends::actions
