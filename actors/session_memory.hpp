#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/tail.hpp"
#include "parley/domain/session.hpp"
#include "parley/domain/tree.hpp"
#include "parley/domain/turn_desk.hpp"
#include "parley/protocol/inspect_domain.hpp"

namespace parley::actors {

/// What a session knows of its stored self.
enum class phase : std::uint8_t {
  cold,     ///< nothing: the next request loads it
  loading,  ///< asked the reader
  absent,   ///< the store has no such session; a creation may make it
  live,
};

/// What a session knows of its summaries.
struct summary_sense {
  bool known = false;               ///< the store was asked
  std::int64_t round = 0;           ///< of the latest one
  std::int64_t to_seq = 0;
  std::int64_t own_characters = 0;  ///< of its text
  std::int64_t stale_to = 0;        ///< see storage::summary_state
  std::int64_t counted_upto = 0;    ///< the seq up to which `characters` counts
  std::int64_t characters = 0;      ///< of the contents behind it
  std::int64_t asked_round = 0;     ///< when a summary was asked for
  std::int64_t asked_characters = 0;
  friend bool operator==(const summary_sense&, const summary_sense&) = default;
};

template <class Inspector>
auto inspect(Inspector& f, summary_sense& x) {
  return f(x.known, x.round, x.to_seq, x.own_characters, x.stale_to, x.counted_upto, x.characters,
           x.asked_round, x.asked_characters);
}

/// What a session keeps while nothing is asked of it. All of this survives when the session is
/// packed; what is not in here belongs to requests under way and is empty by then.
struct session_memory {
  phase at = phase::cold;
  domain::session record;
  domain::head head;
  std::int64_t key = 0;
  std::int64_t log = 0;
  tail newest;

  domain::turn_desk turns;
  bool adopted = false;                       ///< turns were loaded before, or there were none
  bool orphaned = false;                      ///< the running turn's process is gone
  std::string unstartable;                    ///< the turn whose question's id is taken
  std::optional<base::timestamp> unsaved_since;  ///< chunks that no row has
  base::timestamp chores_after{};             ///< a chore failed: not again before this
  std::chrono::microseconds wake_at{0};       ///< what the supervisor was asked for; 0: nothing

  summary_sense summaries;

  std::optional<domain::cascade> leaving;  ///< promised; nothing new is taken any more
  std::int64_t leaving_job = 0;

  friend bool operator==(const session_memory&, const session_memory&) = default;
};

template <class Inspector>
auto inspect(Inspector& f, session_memory& x) {
  // A member that is added and not named here does not compile.
  auto& [at, record, head, key, log, newest, turns, adopted, orphaned, unstartable, unsaved_since,
         chores_after, wake_at, summaries, leaving, leaving_job] = x;
  return f(at, record, head, key, log, newest, turns, adopted, orphaned, unstartable,
           unsaved_since, chores_after, wake_at, summaries, leaving, leaving_job);
}

/// The memory as bytes without slack; `unpack(pack(m)) == m`. They never leave the process, so they
/// have no version.
std::vector<char> pack(session_memory& m);
session_memory unpack(const std::vector<char>& bytes);

/// About what it takes in memory, unpacked.
std::int64_t bytes_of(const domain::session& record);
std::int64_t bytes_of(const domain::turn_desk& turns);

}  // namespace parley::actors
