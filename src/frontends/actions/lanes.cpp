#include "frontends/actions/lanes.hpp"

#include <utility>

namespace parley::frontends::actions {

bool lanes::enter(const std::string& lane, action_ptr who) {
  if (lane.empty()) return true;
  const auto [at, fresh] = waiting_.try_emplace(lane);
  if (!fresh) at->second.push_back(std::move(who));
  return fresh;
}

action_ptr lanes::leave(const std::string& lane) {
  const auto at = waiting_.find(lane);
  if (at == waiting_.end()) return nullptr;
  if (at->second.empty()) {
    waiting_.erase(at);
    return nullptr;
  }
  auto next = std::move(at->second.front());
  at->second.pop_front();
  return next;
}

std::vector<action_ptr> lanes::clear() {
  std::vector<action_ptr> gone;
  for (auto& [name, line] : waiting_) {
    for (auto& who : line) gone.push_back(std::move(who));
    line.clear();
  }
  return gone;
}

}  // namespace parley::frontends::actions
