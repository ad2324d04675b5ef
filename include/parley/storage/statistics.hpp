#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::storage {

/// Days are counted from 1970-01-01, UTC.
struct statistics_query {
  std::string tenant;
  std::optional<std::string> agent;     ///< an agent's role; absent: the whole tenant
  std::optional<std::int64_t> from;     ///< first day; absent: all there are
  std::optional<std::int64_t> to;       ///< last day, inclusive
  friend bool operator==(const statistics_query&, const statistics_query&) = default;
};

struct day_statistics {
  std::int64_t day = 0;
  std::int64_t sessions = 0;    ///< created that day, by `created_at`
  std::int64_t messages = 0;    ///< received that day, by `received_at`
  std::int64_t characters = 0;  ///< code points of their contents
  friend bool operator==(const day_statistics&, const day_statistics&) = default;
};

/// Exact at every commit. Of a tenant: all of its sessions and stored messages (those that forks
/// share count once; those of an erased session count until they are purged, erased ones keep their
/// place and lose their characters). Of an agent: the sessions in which somebody of type agent has
/// that role, whoever left included; of the messages those that such a participant sent, by the role
/// that it had then.
struct statistics {
  std::int64_t active = 0;
  std::int64_t closed = 0;
  std::int64_t archived = 0;
  std::int64_t length = 0;       ///< sum of the sessions' message counts, shared ones in each
  std::int64_t duration_us = 0;  ///< sum of last activity - creation
  std::vector<day_statistics> days;   ///< ascending, without days on which nothing was
  std::vector<std::string> agents;    ///< roles that have statistics, ascending; of a tenant only
  friend bool operator==(const statistics&, const statistics&) = default;
};

}  // namespace parley::storage
