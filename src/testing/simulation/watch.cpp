#include "testing/simulation/watch.hpp"

namespace parley::testing::simulation {

namespace {

std::string name(const storage::session_ref& ref) { return ref.tenant + "/" + ref.id; }

}  // namespace

void watch::submitted(const storage::session_ref& ref, std::uint64_t by) {
  auto& s = sessions_[ref];
  if (s.submitting != 0)
    events_.broken("one submission in flight", name(ref) + " submits while another is under way");
  if (s.unresolved != 0 && s.unresolved == by)
    events_.broken("an unknown outcome is resolved first",
                   name(ref) + " submits and has not been read again");
  s.submitting = by;
}

void watch::answered(const storage::session_ref& ref, std::uint64_t by, bool unknown) {
  auto& s = sessions_[ref];
  if (s.submitting == by) s.submitting = 0;
  if (unknown) s.unresolved = by;
}

void watch::read(const storage::session_ref& ref, std::uint64_t by) {
  auto& s = sessions_[ref];
  if (s.unresolved == by) s.unresolved = 0;
}

void watch::departs(const storage::session_ref& ref) {
  const auto& s = sessions_[ref];
  if (s.live != 0 || s.submitting != 0)
    events_.broken("a session is at rest when it leaves", name(ref) + " is not");
}

void watch::alive(const storage::session_ref& ref, std::uint64_t actor) {
  auto& s = sessions_[ref];
  if (s.live == actor) return;
  if (s.live != 0)
    events_.broken("one live actor of a session", name(ref) + " has two that handle messages");
  s.live = actor;
  ++activations_;
}

void watch::ended(const storage::session_ref& ref, std::uint64_t actor, bool killed) {
  auto& s = sessions_[ref];
  if (s.live == actor) s.live = 0;
  if (s.unresolved == actor) s.unresolved = 0;
  if (s.submitting != actor) return;
  // Whoever dies leaves its submission to the writer; the next one finds out by the head.
  s.submitting = 0;
  if (!killed)
    events_.broken("a session finishes before it ends",
                   name(ref) + " ended with a submission under way");
}

}  // namespace parley::testing::simulation
