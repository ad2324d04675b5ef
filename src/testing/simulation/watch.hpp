#pragma once

#include <map>
#include <set>

#include "parley/storage/submission.hpp"
#include "testing/simulation/journal.hpp"

namespace parley::testing::simulation {

/// Looks at the messages between actors and holds them to the rules of ownership: one live actor of
/// a session, one submission in flight, no submission after an unknown outcome before the session
/// was read again, nobody ends with a submission under way, no session leaves the hot store that
/// has a live actor. Actors are known by number.
class watch {
 public:
  explicit watch(journal& events) : events_(events) {}

  /// The writer is about to take a submission.
  void submitted(const storage::session_ref& ref, std::uint64_t by);
  /// The session is about to take the outcome.
  void answered(const storage::session_ref& ref, std::uint64_t by, bool unknown);
  /// A reader is about to read the session for its actor.
  void read(const storage::session_ref& ref, std::uint64_t by);

  /// The writer is about to let the session leave the hot store.
  void departs(const storage::session_ref& ref);

  /// The session's actor has handled a message.
  void alive(const storage::session_ref& ref, std::uint64_t actor);
  void ended(const storage::session_ref& ref, std::uint64_t actor, bool killed);

  /// All actors are gone at once.
  void process_ended() { sessions_.clear(); }

  std::int64_t activations() const { return activations_; }

 private:
  struct rules {
    std::uint64_t live = 0;
    std::uint64_t submitting = 0;
    std::uint64_t unresolved = 0;  ///< was told that an outcome is unknown
  };

  journal& events_;
  std::map<storage::session_ref, rules> sessions_;
  std::int64_t activations_ = 0;
};

}  // namespace parley::testing::simulation
