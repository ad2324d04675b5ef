#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "parley/domain/retention.hpp"
#include "testing/simulation/register.hpp"

namespace parley::testing::simulation {

/// The rules that a tenant was given, and when: what may they have erased?
class retention_book {
 public:
  /// Returns the number of the request.
  std::size_t begin(domain::retention_policy policy, base::timestamp now) {
    puts_.push_back({std::move(policy), now, base::timestamp::max(), false});
    return puts_.size() - 1;
  }
  void acknowledged(std::size_t put, base::timestamp now) { puts_[put].ended = now; }
  void refused(std::size_t put) { puts_[put].refused = true; }

  /// Whether any rule erases at all.
  bool erases() const {
    for (const auto& put : puts_)
      if (!put.refused && domain::shortest_idle_days(put.policy)) return true;
    return false;
  }

  /// Whether rules that may have been in force allow it that a session is erased at that time which
  /// was used at `active` or later.
  bool may_erase(base::timestamp at, base::timestamp active) const {
    for (const auto& put : puts_) {
      const auto days = domain::shortest_idle_days(put.policy);
      if (put.refused || !days || put.begun > at || active + std::chrono::days{*days} > at)
        continue;
      bool replaced = false;
      for (const auto& other : puts_)
        replaced = replaced || (!other.refused && other.ended != base::timestamp::max() &&
                                other.begun > put.ended && other.ended + under_way < at);
      if (!replaced) return true;
    }
    return false;
  }

 private:
  /// What rules began to erase before they were replaced goes on, over pauses of this world too.
  static constexpr std::chrono::hours under_way{100};

  struct put {
    domain::retention_policy policy;
    base::timestamp begun{};
    base::timestamp ended{};  ///< acknowledged; max: it may take effect at any time
    bool refused = false;
  };
  std::vector<put> puts_;
};

}  // namespace parley::testing::simulation
