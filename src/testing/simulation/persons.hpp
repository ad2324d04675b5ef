#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "testing/simulation/register.hpp"

namespace parley::testing::simulation {

/// What clients asked for of the persons of all tenants: that everything of one be erased. Times are
/// steps. What came after an erasing was acknowledged is not its business, and what was there before
/// it was asked for is gone when it is acknowledged; in between both may be.
class person_erasings {
 public:
  using name = std::pair<std::string, std::string>;  ///< tenant, participant

  /// Returns the number of the request among those of that person.
  std::size_t begin(const name& who, std::int64_t at) {
    auto& all = asked_[who];
    all.push_back({at, never, false});
    return all.size() - 1;
  }
  void acknowledged(const name& who, std::size_t request, std::int64_t at) {
    asked_[who][request].ended = at;
  }
  void refused(const name& who, std::size_t request) { asked_[who][request].refused = true; }

  /// Whether what was first sent at that step may have been erased with its person.
  bool may_reach(const name& who, std::int64_t first_sent) const {
    const auto at = asked_.find(who);
    if (at == asked_.end()) return false;
    for (const auto& r : at->second)
      if (!r.refused && r.ended >= first_sent) return true;
    return false;
  }

  /// The step from which on nobody may see what was there for certain at `since`; never: none.
  std::int64_t gone_at(const name& who, std::int64_t since) const {
    auto first = never;
    const auto at = asked_.find(who);
    if (at == asked_.end()) return first;
    for (const auto& r : at->second)
      if (r.begun > since && r.ended < first) first = r.ended;
    return first;
  }

  std::vector<name> acknowledged_ones() const {
    std::vector<name> found;
    for (const auto& [who, all] : asked_)
      for (const auto& r : all)
        if (r.ended != never && (found.empty() || found.back() != who)) found.push_back(who);
    return found;
  }

  /// Whether anybody's messages may have been erased.
  bool any() const { return !asked_.empty(); }

 private:
  struct request {
    std::int64_t begun = 0;
    std::int64_t ended = never;  ///< acknowledged; never: it may still be going on
    bool refused = false;
  };
  std::map<name, std::vector<request>> asked_;
};

}  // namespace parley::testing::simulation
