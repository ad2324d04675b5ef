#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "frontends/actions/load.hpp"
#include "frontends/actions/options.hpp"
#include "redis/connection.hpp"

namespace parley::frontends::actions {

/// An action that was taken out of its stream and waits for its end there.
struct taken {
  queue_place place;
  std::int64_t bytes = 0;
  std::optional<std::string> text;  ///< none: there is no envelope, or it is too long
};

/// The queue as its owner sees it, over a connection of its own. Used by one thread; methods throw
/// redis::failure, after which another one is made.
class queue {
 public:
  /// Connects.
  explicit queue(const options& opts);

  /// Tries to become the owner: how long to wait otherwise.
  std::optional<std::chrono::milliseconds> acquire();

  /// Whether I am the owner still, as far as I know; found out by each of the following.
  bool is_owner() const { return is_owner_; }

  /// Takes what is there by the plan (see shares.hpp), as much as there is room for. An empty plan
  /// only says that the owner is alive.
  std::vector<taken> take(const std::string& plan, const room& most);

  /// Waits until there is more in the streams that have room, a little while at most.
  void wait(const room& most);

  /// Actions of a stream that were taken and have not ended, behind an id (empty: from the first
  /// on), at most so many.
  std::vector<queue_place> pending(std::size_t stream, const std::string& after, std::size_t most);

  /// Takes one of them again, which counts as a delivery. None: it is gone, or I am not the owner.
  std::optional<taken> claim(const queue_place& place);

  /// Their last delivery does not count: they were not begun, or came to no end through no fault of
  /// theirs.
  void give_back(const std::vector<queue_place>& places);

  /// Somebody else may be the owner.
  void release();

 private:
  const options& opts_;
  std::string lease_ms_;
  std::string envelope_max_;
  redis::connection connection_;
  bool is_owner_ = false;
  std::array<std::string, 3> reached_;  ///< up to where each stream was taken
};

}  // namespace parley::frontends::actions
