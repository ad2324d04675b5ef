#include "frontends/actions/replier.hpp"

#include <algorithm>

#include "frontends/actions/keys.hpp"
#include "frontends/actions/remedy.hpp"
#include "frontends/actions/scripts.hpp"
#include "parley/domain/retry.hpp"
#include "parley/telemetry/log.hpp"
#include "redis/failure.hpp"

namespace parley::frontends::actions {

namespace {

constexpr std::size_t batch_max = 128;
constexpr std::size_t batch_bytes_max = 4194304;
constexpr std::chrono::milliseconds pause_max{2000};

constexpr const char* reply_lives_s = "3600";
constexpr const char* replies_max = "100000";
constexpr const char* letter_bytes_max = "65536";

void add_finish(redis::commands& to, const ending& end, const std::string& letters) {
  const bool answers = !end.reply.empty();
  scripts::finish().call(to, answers ? 3 : 2, 8);
  to.word(streams.at(end.place.stream)).word(dead_letters);
  if (answers) to.word(end.callback_queue);
  to.word(group).word(end.place.id).word(end.reply).word(reply_lives_s).word(replies_max);
  to.word(end.dead_reason).word(letters).word(letter_bytes_max);
}

ended_as end_named(std::int64_t code) {
  if (code == 0) return ended_as::gone;
  return code == 2 ? ended_as::dead : ended_as::answered;
}

}  // namespace

replier::replier(options opts, told ended)
    : opts_(std::move(opts)), ended_(std::move(ended)), thread_([this] { run(); }) {}

replier::~replier() { stop(); }

void replier::post(ending end) {
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) return;
    posted_.push_back({std::move(end)});
  }
  changed_.notify_one();
}

void replier::later(std::chrono::microseconds at, std::function<void()> what) {
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) return;
    timers_.emplace(at, std::move(what));
  }
  changed_.notify_one();
}

void replier::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    timers_.clear();
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::string replier::trouble() const {
  const std::lock_guard lock{mutex_};
  return trouble_;
}

bool replier::collect() {
  std::unique_lock lock{mutex_};
  while (posted_.empty() && !stopping_) {
    if (timers_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto left = timers_.begin()->first - opts_.node->clock.monotonic();
    if (left <= std::chrono::microseconds{0}) return true;
    changed_.wait_for(lock, left);
  }
  batch_.swap(posted_);
  return !batch_.empty() || !stopping_;
}

std::vector<std::function<void()>> replier::due() {
  const auto now = opts_.node->clock.monotonic();
  std::vector<std::function<void()>> found;
  const std::lock_guard lock{mutex_};
  const auto end = timers_.upper_bound(now);
  for (auto at = timers_.begin(); at != end; ++at) found.push_back(std::move(at->second));
  timers_.erase(timers_.begin(), end);
  return found;
}

void replier::run() {
  while (collect()) {
    while (!batch_.empty()) {
      for (const auto& what : due()) what();
      try {
        send_some();
      } catch (const redis::failure& f) {
        connection_.reset();
        // What is left of a node that stops is pending, and the next owner finds it done.
        if (!pause_after(f.to_status().text)) return;
      }
    }
    for (const auto& what : due()) what();
  }
}

void replier::send_some() {
  if (!connection_) connection_.emplace(opts_.redis);
  const auto letters = std::to_string(opts_.dead_letters);
  redis::commands asked;
  for (const auto& one : batch_) {
    if (asked.size() >= batch_max || asked.bytes().size() > batch_bytes_max) break;
    add_finish(asked, one.silent ? without_reply(one.end) : one.end, letters);
  }
  take(redis::exchange(*connection_, asked, {&scripts::finish()}));
  failures_ = 0;
  if (put_off_ > 0) return;
  const std::lock_guard lock{mutex_};
  trouble_.clear();
}

void replier::take(const redis::replies& answers) {
  // What is not known to be done is `gone` when it was done and is sent again.
  std::deque<parcel> again;
  std::optional<redis::failure> all_wait;
  for (const auto& answer : answers) {
    auto one = std::move(batch_.front());
    batch_.pop_front();
    if (answer.is_integer()) {
      ended_(one.end, end_named(answer.integer()));
      continue;
    }
    const auto refused = redis::failure::of(answer.error());
    switch (remedy_for(refused, !one.silent && !one.end.reply.empty())) {
      case remedy::silence:
        again.push_back({std::move(one.end), true});
        break;
      case remedy::put_off:
        put_off(std::move(one.end), refused.to_status().text);
        break;
      case remedy::wait:
        all_wait = refused;
        again.push_back(std::move(one));
    }
  }
  for (; !again.empty(); again.pop_back()) batch_.push_front(std::move(again.back()));
  if (all_wait) throw *all_wait;
}

void replier::put_off(ending end, const std::string& why) {
  ++put_off_;
  say_trouble(why);
  auto kept = std::make_shared<ending>(std::move(end));
  later(opts_.node->clock.monotonic() + pause_max, [this, kept] {
    --put_off_;
    post(std::move(*kept));
  });
}

void replier::say_trouble(const std::string& why) {
  const std::lock_guard lock{mutex_};
  if (trouble_.empty())
    telemetry::log(telemetry::severity::warning, "replies to actions wait", {{"reason", why}});
  trouble_ = why;
}

bool replier::pause_after(const std::string& why) {
  ++failures_;
  const auto pause =
      std::min(domain::retry_delay(failures_, opts_.node->entropy.next()), pause_max);
  say_trouble(why);
  std::unique_lock lock{mutex_};
  return !changed_.wait_for(lock, pause, [this] { return stopping_; });
}

}  // namespace parley::frontends::actions
