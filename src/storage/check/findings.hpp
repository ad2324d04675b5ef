#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "parley/storage/maintenance.hpp"

namespace parley::storage::check {

/// Where the checks of a driver report. Used by one thread.
class findings {
 public:
  /// A moment between two of them.
  struct mark {
    std::size_t listed = 0;
    std::int64_t total = 0;
    std::int64_t left = 0;
  };

  inspection& result() { return result_; }

  void begin(const char* check) { result_.checks.emplace_back(check); }
  void report(std::string where, std::string text, bool repaired = false);

  mark now() const {
    return {result_.findings.size(), result_.findings_total, result_.findings_left};
  }
  bool found_since(const mark& then) const { return result_.findings_total > then.total; }
  /// Of all that was reported since then.
  void set_repaired(const mark& then, bool repaired);

 private:
  inspection result_;
};

}  // namespace parley::storage::check
