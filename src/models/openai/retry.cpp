#include "models/openai/retry.hpp"

#include <algorithm>

#include "models/openai/curl_handles.hpp"

namespace parley::models::openai {

namespace {

using std::chrono::seconds;

/// Longer than anybody waits, short enough to be added to.
constexpr seconds most_wanted{86400};
constexpr milliseconds most_spread{1000};

milliseconds up_to(milliseconds most, std::uint64_t random) {
  return milliseconds{
      static_cast<std::int64_t>(random % (static_cast<std::uint64_t>(most.count()) + 1))};
}

/// The three forms of RFC 9110, 5.6.7.
std::optional<seconds> read_date(const std::string& value) {
  const auto t = curl_getdate(value.c_str(), nullptr);
  if (t < 0) return std::nullopt;
  return seconds{t};
}

}  // namespace

std::optional<milliseconds> read_retry_after(const std::string& value, const std::string& date,
                                             base::timestamp now) {
  if (value.empty()) return std::nullopt;
  if (std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    if (value.size() > 6) return most_wanted;
    return std::min<seconds>(seconds{std::stoll(value)}, most_wanted);
  }
  const auto until = read_date(value);
  if (!until) return std::nullopt;
  const auto from = date.empty() ? std::nullopt : read_date(date);
  const auto here = std::chrono::duration_cast<milliseconds>(now.time_since_epoch());
  const auto wait = *until - (from ? milliseconds{*from} : here);
  return std::clamp<milliseconds>(wait, milliseconds{0}, most_wanted);
}

std::optional<milliseconds> wait_before_next(const retry_rules& rules, std::int64_t failed,
                                             std::optional<milliseconds> wanted, milliseconds left,
                                             std::uint64_t random) {
  if (failed >= rules.attempts) return std::nullopt;
  milliseconds wait{};
  if (wanted) {
    wait = *wanted + up_to(std::min(*wanted / 10, most_spread), random);
  } else {
    const auto doublings = std::clamp<std::int64_t>(failed - 1, 0, 20);
    const auto whole = std::min(rules.most, rules.first * (std::int64_t{1} << doublings));
    wait = whole - up_to(whole / 2, random);
  }
  if (wait >= left) return std::nullopt;
  return wait;
}

}  // namespace parley::models::openai
