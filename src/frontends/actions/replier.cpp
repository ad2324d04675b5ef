#include "frontends/actions/replier.hpp"

#include <algorithm>

#include "frontends/actions/keys.hpp"
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

}  // namespace

replier::replier(options opts, told ended)
    : opts_(std::move(opts)), ended_(std::move(ended)), thread_([this] { run(); }) {}

replier::~replier() { stop(); }

void replier::post(outcome how) {
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) return;
    posted_.push_back(std::move(how));
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
  const auto now = opts_.node->clock.now();
  const auto letters = std::to_string(opts_.dead_letters);
  redis::commands asked;
  for (const auto& how : batch_) {
    if (asked.size() >= batch_max || asked.bytes().size() > batch_bytes_max) break;
    add_finish(asked, end_of(how, now), letters);
  }
  const auto answers = redis::exchange(*connection_, asked, {&scripts::finish()});
  // What was done before an error is `gone` when it is sent again.
  for (const auto& answer : answers) answer.check();
  for (const auto& answer : answers) {
    const auto code = answer.integer();
    ended_(batch_.front(), code == 2   ? ended_as::dead
                           : code == 1 ? ended_as::answered
                                       : ended_as::gone);
    batch_.pop_front();
  }
  failures_ = 0;
  const std::lock_guard lock{mutex_};
  trouble_.clear();
}

bool replier::pause_after(const std::string& why) {
  ++failures_;
  const auto pause =
      std::min(domain::retry_delay(failures_, opts_.node->entropy.next()), pause_max);
  std::unique_lock lock{mutex_};
  if (trouble_.empty())
    telemetry::log(telemetry::severity::warning, "replies to actions wait", {{"reason", why}});
  trouble_ = why;
  return !changed_.wait_for(lock, pause, [this] { return stopping_; });
}

}  // namespace parley::frontends::actions
