#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "parley/base/time.hpp"
#include "parley/domain/session.hpp"
#include "parley/storage/catalog.hpp"
#include "parley/storage/session_ref.hpp"

namespace parley::protocol {

/// What the loop of migration is told. Numbers that are absent stay as they are.
struct migration_command {
  enum class act : std::uint8_t { look, start, stop };
  act what = act::look;
  std::optional<std::int64_t> interval_s;  ///< between two rounds, 1 to 31,536,000
  std::optional<std::int64_t> batch;       ///< sessions that are moved together, 1 to 1,000
  std::optional<std::int64_t> rate;        ///< messages a second, at most; 0: as fast as it goes
  friend bool operator==(const migration_command&, const migration_command&) = default;
};

/// What was moved since the process started, into the archive unless said otherwise.
struct migration_status {
  bool running = false;  ///< the loop is
  std::int64_t interval_s = 0;
  std::int64_t batch = 0;
  std::int64_t rate = 0;
  std::int64_t moved = 0;     ///< sessions
  std::int64_t messages = 0;  ///< theirs
  std::int64_t bytes = 0;     ///< of those, about
  std::int64_t recalled = 0;  ///< sessions that came back
  std::int64_t kept = 0;      ///< that were due and stayed: written to meanwhile, or not at rest
  std::int64_t failed = 0;
  std::int64_t lag_s = 0;  ///< how long the oldest has been due that a round found
  std::string last_error;  ///< of the newest failure; empty: none
  std::optional<base::timestamp> last_round;  ///< when one ended
  friend bool operator==(const migration_status&, const migration_status&) = default;
};

/// Sessions that are due to be moved, as a walk over the hot store finds them: those archived,
/// those closed, those not used since `idle_since`; tenant by tenant.
struct migration_walk {
  enum class kind : std::uint8_t { archived, closed, idle, done };
  base::timestamp idle_since{};
  std::string tenant;    ///< the present one; empty before the first
  kind of = kind::done;  ///< what of it is listed; done: the next tenant's turn
  std::optional<storage::list_cursor> after{};
  friend bool operator==(const migration_walk&, const migration_walk&) = default;
};

struct migration_candidate {
  storage::session_ref session;
  base::timestamp due_since{};
  std::int64_t messages = 0;
  friend bool operator==(const migration_candidate&, const migration_candidate&) = default;
};

struct migration_page {
  std::vector<migration_candidate> items;
  std::optional<migration_walk> next;  ///< absent: the walk is over
  friend bool operator==(const migration_page&, const migration_page&) = default;
};

/// What became of a session that was to be moved.
struct move_result {
  storage::session_ref session;
  bool moved = false;
  std::optional<base::status> why{};  ///< why not; conflict: it stays, for now
  std::int64_t messages = 0;
  std::int64_t bytes = 0;
  friend bool operator==(const move_result&, const move_result&) = default;
};

struct move_command {
  std::vector<storage::session_ref> sessions;
  friend bool operator==(const move_command&, const move_command&) = default;
};

struct move_reply {
  std::vector<move_result> results;  ///< in order
  friend bool operator==(const move_reply&, const move_reply&) = default;
};

}  // namespace parley::protocol
