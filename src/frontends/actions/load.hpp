#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "frontends/actions/keys.hpp"

namespace parley::frontends::actions {

struct queue_place;

/// How many actions may be taken now.
struct room {
  std::size_t actions = 0;                              ///< of all streams together
  std::array<std::size_t, streams.size()> of_stream{};  ///< and of each
  std::int64_t bytes = 1;                               ///< of their envelopes, about

  /// Whether there is any.
  explicit operator bool() const;
  /// Whether no stream is closed.
  bool everywhere() const;
};

/// What the actions that were taken and have not ended weigh. Each waits first, for those of its
/// session before it; from its beginning until its reply is out it is active. Those that wait have
/// bounds of their own for each stream, so that a session with a long line keeps neither other
/// streams nor, within these bounds, other sessions from going on. Pure; used by one thread at a
/// time.
class load {
 public:
  struct bounds {
    std::size_t active = 1;
    std::int64_t active_bytes = 1;  ///< envelopes, answers and what is kept for answers
    std::size_t waiting = 1;        ///< of each stream
    std::int64_t waiting_bytes = 1;
  };

  explicit load(bounds most) : most_(most) {}

  /// An action was taken and waits.
  void arrive(const queue_place& place, std::int64_t bytes);

  /// Whether one may begin whose answer may take so much. Any may when none is active.
  bool admits(std::int64_t answer_bytes) const;

  /// It waits no longer; so much is kept for its answer.
  void begin(const queue_place& place, std::int64_t answer_bytes);

  /// Its answer is there, and takes so much.
  void answer(const queue_place& place, std::int64_t answer_bytes);

  /// It has ended, or is somebody else's.
  void leave(const queue_place& place);

  bool holds(const queue_place& place) const;
  std::size_t count() const { return held_.size(); }
  std::size_t waiting() const { return held_.size() - active_; }
  room left() const;

 private:
  using key = std::pair<std::size_t, std::string>;
  struct weight {
    std::int64_t envelope = 0;
    std::int64_t answer = 0;
    bool active = false;
  };
  struct line {
    std::size_t count = 0;
    std::int64_t bytes = 0;
  };

  const bounds most_;
  std::map<key, weight> held_;
  std::array<line, streams.size()> waiting_;
  std::size_t active_ = 0;
  std::int64_t active_bytes_ = 0;
};

}  // namespace parley::frontends::actions
