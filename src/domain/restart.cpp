#include "parley/domain/restart.hpp"

#include <algorithm>

namespace parley::domain {

using std::chrono::microseconds;

std::size_t crash_window::add(microseconds now, microseconds window) {
  times_.push_back(now);
  while (times_.front() + window < now) times_.pop_front();
  return times_.size();
}

void crash_record::crashed(microseconds now, std::uint64_t chance, const restart_rule& rule) {
  if (forgotten(now, rule)) *this = {};
  last_ = now;
  ++crashes_;
  given_up_ = recent_.add(now, rule.window) >= rule.session_crashes;
  if (given_up_) {
    restart_at_ = now + rule.given_up;
    return;
  }
  if (crashes_ == 1) {
    restart_at_ = now;
    return;
  }
  // Beyond 30 doublings the bound holds anyway.
  const auto doubled =
      microseconds{rule.first_delay} * (std::int64_t{1} << std::min(crashes_ - 2, 30));
  const auto delay = std::min<microseconds>(doubled, rule.longest_delay);
  const auto off = microseconds{
      static_cast<std::int64_t>(chance % (static_cast<std::uint64_t>(delay.count()) / 2 + 1))};
  restart_at_ = now + delay - off;
}

bool crash_record::forgotten(microseconds now, const restart_rule& rule) const {
  return crashes_ > 0 && now - std::max(last_, restart_at_) >= rule.quiet;
}

}  // namespace parley::domain
