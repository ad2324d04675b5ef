#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "parley/base/status.hpp"

namespace parley::base {

/// A moment in UTC with microseconds. Time stamps order nothing; `seq` does.
using timestamp = std::chrono::sys_time<std::chrono::microseconds>;

inline std::int64_t to_micros(timestamp t) { return t.time_since_epoch().count(); }
inline timestamp from_micros(std::int64_t us) { return timestamp{std::chrono::microseconds{us}}; }

/// RFC 3339 in UTC with six digits: `2026-01-02T03:04:05.678901Z`. Years 0000 to 9999.
std::string format_time(timestamp t);

/// Reads RFC 3339 with `Z`, an offset (`+02:00`) or none (taken as UTC); the fraction is optional
/// and cut after six digits; `T` may be a blank. Fails with invalid_argument and no field.
result<timestamp> parse_time(std::string_view text);

}  // namespace parley::base
