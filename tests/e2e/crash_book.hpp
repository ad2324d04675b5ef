#pragma once

#include <map>
#include <string>
#include <vector>

#include "crash_ledger.hpp"

namespace parley::e2e {

/// All that was ever asked for, by session, through many lives of a server. Its checks are of CAF's
/// test framework.
class crash_book {
 public:
  /// A repeated attempt takes the place of the first.
  void enter(const std::vector<attempt>& attempts);

  /// That the session's history is what was acknowledged, and nothing that nobody asked for.
  void check(const std::string& session, rest& api) const;
  void check_all(rest& api) const;

  std::size_t sessions() const { return attempts_.size(); }

 private:
  std::map<std::string, std::vector<attempt>> attempts_;
};

}  // namespace parley::e2e
