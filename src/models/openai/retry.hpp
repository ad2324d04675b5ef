#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "parley/base/time.hpp"

namespace parley::models::openai {

using std::chrono::milliseconds;

/// What a response's `Retry-After` asks for: seconds, or a date, which is compared with the
/// response's own `Date` when it has one (the clocks of two machines differ) and with `now`
/// otherwise. A date that has passed is 0. nullopt for anything else.
std::optional<milliseconds> read_retry_after(const std::string& value, const std::string& date,
                                             base::timestamp now);

struct retry_rules {
  std::int64_t attempts = 4;
  milliseconds first{500};
  milliseconds most{30000};
};

/// How long to wait after so many failed attempts: what the endpoint wants and a little more, so
/// that many do not come back at once, or a back-off from a half to the whole of first * 2^(failed
/// - 1). nullopt: no attempt is left, or none that would begin within the time `left`.
std::optional<milliseconds> wait_before_next(const retry_rules& rules, std::int64_t failed,
                                             std::optional<milliseconds> wanted, milliseconds left,
                                             std::uint64_t random);

}  // namespace parley::models::openai
