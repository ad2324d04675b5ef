#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "parley/base/status.hpp"

namespace parley::testing {

/// A simulated world as data: who is in it, what they do and what befalls them. Chances are numbers
/// out of 10,000: per commit, per read, or per step.
struct simulation_scenario {
  std::string name;

  std::int64_t steps = 1200;    ///< of the turbulent part; then faults end and the world comes to rest
  std::int64_t tenants = 1;
  std::int64_t sessions = 2;    ///< names of sessions in each tenant
  std::int64_t children = 0;    ///< each has so many children, down to the last name; 0: all are roots
  std::int64_t forks = 0;       ///< names in each tenant for sessions that are made by forking
  std::int64_t persons = 0;     ///< participants whose messages, questions and sessions may be erased
  std::int64_t clients = 3;
  std::int64_t in_flight = 2;   ///< requests that one client has under way at most
  std::int64_t act = 1500;      ///< chance per step that a client acts and no actor

  /// What clients do, by the name of the operation, and how often: weights.
  std::map<std::string, std::int64_t> operations;

  std::int64_t session_pending = 4;  ///< limits of the node: small, so that they are reached
  std::int64_t tail_messages = 5;
  std::int64_t mailbox = 16;
  std::int64_t idle_ms = 20'000;
  std::int64_t lease_ms = 30'000;
  std::int64_t summaries = 0;        ///< 1: sessions are summarized, under small rules; contexts are built
  std::int64_t archive = 0;          ///< 1: a hot store and an archive, each with the faults below; sessions move
  std::int64_t retention_s = 0;      ///< between two looks at what rules erase; 0: none

  std::int64_t commit_rejected = 0;      ///< per commit: nothing written, unavailable
  std::int64_t commit_lost = 0;          ///< nothing written, unknown
  std::int64_t commit_written = 0;       ///< written, unknown
  std::int64_t commit_late = 0;          ///< lost, unknown; a crash before the next commit may bring it back
  std::int64_t commit_crash_before = 0;  ///< the process ends, nothing is written
  std::int64_t commit_crash_after = 0;   ///< the process ends after it was written
  std::int64_t read_failed = 0;          ///< per read: unavailable
  std::int64_t model_failed = 0;         ///< per summary: the model fails, in one of its ways
  std::int64_t crash = 0;                ///< per step: the process ends and starts again
  std::int64_t takeover = 0;             ///< another process takes the store, until a restart
  std::int64_t session_killed = 0;       ///< a session's actor dies
  std::int64_t stall = 0;                ///< the writer or a reader stands still for a while
  std::int64_t pause = 0;                ///< time passes, up to a second
  std::int64_t long_pause = 0;           ///< time passes, up to twice the lease

  /// A planted bug of the store: so many of 10,000 commits are acknowledged though a crash will
  /// undo them.
  std::int64_t commit_unsynced = 0;
};

/// From JSON: an object with the fields above by name, `operations` an object of weights. Absent
/// fields keep their defaults; invalid_argument names a field that is unknown or out of its range,
/// or an operation that there is not.
base::result<simulation_scenario> read_simulation_scenario(std::string_view json);

/// A promise that did not hold.
struct broken_promise {
  std::int64_t step = 0;
  std::string promise;
  std::string what;
};

/// What a run was like. The same scenario and seed give the same report in every process and build.
struct simulation_report {
  std::uint64_t hash = 0;          ///< over each message handled, each store call and each answer
  std::int64_t steps = 0;
  std::chrono::microseconds time{0};  ///< that passed in the simulated world
  std::int64_t requests = 0;
  std::int64_t acknowledged = 0;
  std::int64_t refused = 0;
  std::int64_t unknown = 0;
  std::int64_t messages = 0;       ///< in all histories at the end
  std::int64_t turns = 0;
  std::int64_t restarts = 0;
  std::int64_t takeovers = 0;
  std::int64_t activations = 0;    ///< sessions that came alive
  std::int64_t moved = 0;          ///< sessions that went into the archive, and came back
  std::int64_t recalled = 0;
  std::optional<broken_promise> broken;
};

/// Runs the real actors (supervisor, sessions, writer, readers, clock, courier, and those that the
/// scenario wants) under CAF's test coordinator:
/// one thread, seeded order of messages, virtual time, a simulated store. Checks after each step and
/// at rest that what was promised holds; ends at the first promise that does not. `line`, when
/// given, gets a readable line for everything that enters the hash. Logs nothing itself; the actors
/// log to where `telemetry::configure_log` says.
simulation_report simulate(const simulation_scenario& scenario, std::uint64_t seed,
                           const std::function<void(const std::string&)>& line = {});

}  // namespace parley::testing
