#include "frontends/actions/taker.hpp"

#include <algorithm>

#include "frontends/actions/keys.hpp"
#include "frontends/actions/shares.hpp"
#include "parley/domain/retry.hpp"
#include "parley/telemetry/log.hpp"
#include "redis/failure.hpp"

namespace parley::frontends::actions {

using telemetry::severity;

namespace {

constexpr std::chrono::milliseconds pause_max{2000};

/// How many actions one step takes at most: Redis does nothing else meanwhile.
constexpr std::size_t take_max = 128;

constexpr std::size_t pending_page = 100;

}  // namespace

taker::taker(options opts, std::shared_ptr<runner> to)
    : opts_(std::move(opts)), runner_(std::move(to)), thread_([this] { run(); }) {}

taker::~taker() { stop(); }

void taker::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void taker::release() {
  try {
    hand_over();
  } catch (const redis::failure& f) {
    telemetry::log(severity::debug, "actions not released", {{"reason", f.what()}});
  }
}

void taker::hand_over() {
  if (!queue_ || !queue_->is_owner()) return;
  queue_->give_back(runner_->leavings());
  queue_->release();
}

void taker::step_down() {
  runner_->close();
  // What runs may still end; otherwise the next owner does it as well, with effect once.
  runner_->wait_until_over(opts_.lease / 3);
  hand_over();
  become(queue_state::standby, "another process owns the store");
  stepped_down_ = true;
}

queue_state taker::state() const {
  const std::lock_guard lock{mutex_};
  return said_.value_or(queue_state::away);
}

std::string taker::trouble() const {
  const std::lock_guard lock{mutex_};
  return trouble_;
}

bool taker::stopping() const {
  const std::lock_guard lock{mutex_};
  return stopping_;
}

void taker::become(queue_state now, const std::string& why) {
  {
    const std::lock_guard lock{mutex_};
    trouble_ = why;
    if (said_ == now) return;
    said_ = now;
  }
  switch (now) {
    case queue_state::away:
      return telemetry::log(severity::warning, "actions wait for Redis", {{"reason", why}});
    case queue_state::standby:
      if (why.empty())
        return telemetry::log(severity::info, "actions are taken by another process");
      return telemetry::log(severity::warning, "actions are left to another process",
                            {{"reason", why}});
    case queue_state::active:
      return telemetry::log(severity::info, "actions are taken");
  }
}

void taker::pause(std::chrono::milliseconds most) {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, most, [this] { return stopping_; });
}

void taker::run() {
  while (!stopping() && !stepped_down_) {
    try {
      serve();
    } catch (const redis::failure& f) {
      ++failures_;
      queue_.reset();
      become(queue_state::away, f.to_status().text);
      pause(std::min(domain::retry_delay(failures_, opts_.node->entropy.next()), pause_max));
    }
  }
}

void taker::serve() {
  if (!queue_) queue_.emplace(opts_);
  recovered_ = false;
  while (!stopping()) {
    if (!opts_.node->owns_store()) return step_down();
    if (!queue_->is_owner() && !own()) continue;
    if (!recovered_) {
      recover();
      recovered_ = queue_->is_owner();
    } else {
      take_some();
    }
  }
}

bool taker::own() {
  const auto wait = queue_->acquire();
  if (!wait) {
    become(queue_state::active);
    failures_ = 0;
    recovered_ = false;
    return true;
  }
  runner_->forget_waiting();
  become(queue_state::standby);
  failures_ = 0;
  pause(*wait);
  return false;
}

void taker::recover() {
  for (std::size_t stream = 0; stream < streams.size(); ++stream) {
    std::string after;
    for (;;) {
      const auto page = queue_->pending(stream, after, pending_page);
      for (const auto& place : page) {
        if (!runner_->holds(place)) recover(place);
        if (stopping() || !queue_->is_owner() || !opts_.node->owns_store()) return;
      }
      if (page.size() < pending_page) break;
      after = page.back().id;
    }
  }
}

void taker::recover(const queue_place& place) {
  // Alone, with signs of life meanwhile.
  while (!runner_->wait_until_idle(opts_.lease / 3)) {
    queue_->take("", {});
    if (stopping() || !queue_->is_owner() || !opts_.node->owns_store()) return;
  }
  auto again = queue_->claim(place);
  if (!again) return;
  // The first delivery was beside others, perhaps without a beginning.
  if (place.deliveries <= opts_.deliveries) return runner_->take(std::move(*again));
  telemetry::log(severity::warning, "poison action",
                 {{"stream", std::string(streams.at(place.stream))}, {"id", place.id}});
  // When even telling its sender took the process down, it is not looked at again.
  runner_->set_aside(std::move(*again), place.deliveries > opts_.deliveries + 1);
}

void taker::take_some() {
  const auto room = runner_->wait_for_room(opts_.lease / 3);
  const auto plan = plan_of_turns(turn_, room ? std::min(room.actions, take_max) : 0);
  auto found = queue_->take(plan, room);
  turn_ += found.size();
  const bool drained = found.size() < plan.size();
  for (auto& one : found) runner_->take(std::move(one));
  if (drained && queue_->is_owner() && !stopping()) queue_->wait(room);
}

}  // namespace parley::frontends::actions
