#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace parley::frontends::actions {

struct action;
using action_ptr = std::shared_ptr<action>;

/// Keeps the actions of a session one after another, in the order in which they came. Pure; used by
/// one thread at a time.
class lanes {
 public:
  /// Whether it may start now; otherwise it waits in its lane. An empty name is no lane: at once.
  bool enter(const std::string& lane, action_ptr who);

  /// The one that is under way in the lane has ended; the next one may start, if there is one.
  action_ptr leave(const std::string& lane);

  /// Takes out those that wait; those under way stay until they leave.
  std::vector<action_ptr> clear();

 private:
  std::unordered_map<std::string, std::deque<action_ptr>> waiting_;  ///< of lanes that are in use
};

}  // namespace parley::frontends::actions
