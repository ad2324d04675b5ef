#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "parley/domain/retention.hpp"
#include "testing/simulation/register.hpp"

namespace parley::testing::simulation {

/// The rules that a tenant was given, and when: what may they have erased? Rules that were replaced
/// count too: what they began goes on, and in this world that may take days.
class retention_book {
 public:
  /// Returns the number of the request.
  std::size_t begin(domain::retention_policy policy, base::timestamp now) {
    puts_.push_back({std::move(policy), now, false});
    return puts_.size() - 1;
  }
  void refused(std::size_t put) { puts_[put].refused = true; }

  /// Whether any rule erases at all.
  bool erases() const {
    for (const auto& put : puts_)
      if (!put.refused && domain::shortest_idle_days(put.policy)) return true;
    return false;
  }

  /// Whether some rules allow it that a session is erased at that time which was used at `active`
  /// or later.
  bool may_erase(base::timestamp at, base::timestamp active) const {
    for (const auto& put : puts_) {
      const auto days = domain::shortest_idle_days(put.policy);
      if (!put.refused && days && put.begun <= at && active + std::chrono::days{*days} <= at)
        return true;
    }
    return false;
  }

 private:
  struct put {
    domain::retention_policy policy;
    base::timestamp begun{};
    bool refused = false;
  };
  std::vector<put> puts_;
};

}  // namespace parley::testing::simulation
