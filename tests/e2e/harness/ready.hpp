#pragma once

#include <chrono>
#include <string>

#include "parley/domain/json.hpp"

namespace parley::e2e {

/// What a server said to /health/ready.
struct ready_answer {
  int status = 0;  ///< 0: nothing
  domain::json body;
  std::chrono::milliseconds took{0};

  /// "up", "down timeout"; empty when it is not asked.
  std::string state_of(const std::string& dependency) const;
};

/// Over a connection of its own.
ready_answer ask_ready(const std::string& url);

/// Asks until the dependency is in that state, which takes a while after something changed; the
/// last answer.
ready_answer wait_until(const std::string& url, const std::string& dependency,
                        const std::string& state);

}  // namespace parley::e2e
