#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "actors/bounded.hpp"
#include "actors/environment.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::actors {

struct session_state;
class publisher;

/// What the supervisor takes a session to weigh until it is told.
inline constexpr std::int64_t fresh_session_bytes = 5000;

/// Whom a session talks to.
struct session_peers {
  protocol::supervisor_actor supervisor;
  protocol::writer_actor writer;
  protocol::reader_actor reader;
  protocol::mover_actor mover{};  ///< none: there is no archive
  std::shared_ptr<const publisher> followers{};  ///< none: nobody can follow a session
};

/// A session as its actor holds it: awake, or cool, when all that it keeps is one packed buffer.
/// Whoever needs it takes it from `awake()`, which unpacks it.
struct session_cell {
  static inline const char* name = "parley.session";
  using pointer = protocol::session_actor::stateful_pointer<session_cell>;
  using gate_type = request_count;
  static constexpr const char* full = "Too many requests wait for this session.";

  explicit session_cell(pointer ptr);
  ~session_cell();

  pointer self;
  environment_ptr env;
  session_peers peers;
  storage::session_ref ref;

  session_state& awake();
  bool cooled() const { return !packed_.empty(); }

  /// Packs the session unless something is under way in it, and says what it weighs in any case.
  void cool();

  /// See bounded_actor and session_failure.cpp.
  bool failed(caf::mailbox_element& element, const char* what);
  bool passes(caf::mailbox_element& element);

  /// Tells the supervisor when the session has become much heavier or lighter than it was told.
  void weigh();

 private:
  bool busy() const;
  std::int64_t bytes();
  void tell();

  std::unique_ptr<session_state> state_;
  std::vector<char> packed_;
  std::int64_t told_ = fresh_session_bytes;
  std::int64_t record_bytes_ = 0;
  std::int64_t weighed_revision_ = 0;
};

}  // namespace parley::actors
