#include "frontends/http/api/request_meter.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "frontends/http/api/route.hpp"

namespace parley::frontends::http::api {

namespace {

/// What this server answers.
constexpr auto statuses =
    std::to_array<int>({101, 200, 201, 202, 204, 206, 301, 302, 304, 307, 308, 400, 401, 403, 404,
                        405, 408, 409, 410, 412, 413, 415, 422, 429, 431, 500, 501, 503, 504});
static_assert(std::ranges::is_sorted(statuses));

constexpr std::string_view other = "other";

std::size_t column_of(int status) {
  const auto found = std::ranges::lower_bound(statuses, status);
  const bool known = found != statuses.end() && *found == status;
  return known ? static_cast<std::size_t>(found - statuses.begin()) : statuses.size();
}

/// Methods of one path have one pattern, which may stand in several groups of the table.
std::vector<std::string_view> distinct_patterns() {
  std::vector<std::string_view> found;
  for (const auto& r : routes())
    if (std::ranges::find(found, r.pattern) == found.end()) found.push_back(r.pattern);
  found.push_back(other);
  return found;
}

}  // namespace

request_meter::request_meter()
    : patterns_(distinct_patterns()),
      answers_(patterns_.size(), statuses.size() + 1, telemetry::latency_us) {
  for (const auto& r : routes())
    rows_.push_back(
        static_cast<std::size_t>(std::ranges::find(patterns_, r.pattern) - patterns_.begin()));
}

void request_meter::record(const route* to, int status, std::chrono::microseconds took) {
  const auto row =
      to ? rows_[static_cast<std::size_t>(to - routes().data())] : patterns_.size() - 1;
  answers_.record(row, column_of(status), took.count());
}

void request_meter::visit(const visitor& see) const {
  answers_.visit([&](std::size_t row, std::size_t column, const telemetry::histogram& took_us) {
    see(patterns_[row],
        column < statuses.size() ? std::to_string(statuses[column]) : std::string{other}, took_us);
  });
}

}  // namespace parley::frontends::http::api
