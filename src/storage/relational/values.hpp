#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "parley/storage/submission.hpp"
#include "storage/segments.hpp"

namespace parley::storage::relational {

/// Where the store's numbers stand; none is given twice.
struct counters {
  std::int64_t epoch = 0;
  std::int64_t next_session = 1;
  std::int64_t next_log = 1;
  std::int64_t next_position = 1;
  std::int64_t next_job = 1;
  friend bool operator==(const counters&, const counters&) = default;
};

/// What a message row that was found says about the entry that is compared with it.
struct known_message {
  appended entry;
  base::digest body_digest{};
  bool erased = false;
};

/// Counts of turns and rounds.
struct turn_counts {
  std::int64_t turns = 0;
  std::int64_t rounds = 0;
};

/// A history that a new one may share.
struct fork_source {
  segments history;
  domain::head head;
};

/// What the row of a session says, but for its record.
struct session_row {
  session_ref address;
  std::int64_t log = 0;
  std::int64_t revision = 0;
  std::int64_t turn_count = 0;
  std::int64_t round = 0;
  std::int64_t shared_upto = 0;
  base::timestamp touched_at{};
  std::string agents;  ///< see agents_text
};

/// What of a session's row is counted.
struct status_and_age {
  domain::session_status status = domain::session_status::active;
  base::timestamp created_at{};
};

/// A session as a transaction sees it, its own writes included.
struct open_session {
  std::int64_t key = 0;
  std::int64_t log = 0;
  std::int64_t revision = 0;
  std::int64_t turn_count = 0;
  std::int64_t round = 0;
  domain::head head;
  base::timestamp touched_at{};
  std::optional<base::timestamp> listed_at;  ///< its place in the order of last activity
  segments history;                          ///< what it shares, and its own log
  const session_ref* address = nullptr;      ///< of the submission that opened it
  std::string agents{};                      ///< see agents_text
  std::int64_t counted_length = 0;           ///< messages that the statistics have
  base::timestamp counted_upto{};            ///< the last activity that they have
};

/// What a session's place in its tree depends on.
struct tree_place {
  domain::session_status status = domain::session_status::active;
  std::optional<std::string> parent;
};

/// Where a message goes.
struct message_place {
  std::int64_t position = 0;
  std::int64_t log = 0;
  std::int64_t seq = 0;
};

/// What the statistics have of a message's row.
struct message_facts {
  base::timestamp received_at{};
  std::int64_t characters = 0;
  std::string agent;  ///< empty: of no agent
};

/// A job that is there.
struct job_place {
  std::int64_t id = 0;
  job_state state = job_state::waiting;
};

/// What was erased as part of something.
struct erased_sums {
  std::int64_t sessions = 0;
  std::int64_t messages = 0;
  std::int64_t forks = 0;
  std::int64_t summaries = 0;
};

/// What a commit adds to a row of the statistics.
struct statistic_growth {
  std::int64_t active = 0;
  std::int64_t closed = 0;
  std::int64_t archived = 0;
  std::int64_t length = 0;
  std::int64_t duration_us = 0;
};
struct day_growth {
  std::int64_t day = 0;
  std::int64_t created = 0;
  std::int64_t messages = 0;
  std::int64_t characters = 0;
};

}  // namespace parley::storage::relational
