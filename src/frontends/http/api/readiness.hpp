#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "parley/domain/json.hpp"

namespace parley::frontends::http::api {

/// What a dependency said, or that it said nothing in time.
struct dependency_check {
  std::string name;
  bool required = true;  ///< without it the node is not ready; without others it does less
  bool up = false;
  std::string reason;  ///< the code of the failure; empty: it is up
  std::chrono::microseconds took{0};
};

struct readiness {
  bool stopping = false;  ///< the node takes its last requests
  std::vector<dependency_check> dependencies;

  bool ready() const;
};

/// `{"status": "ready" | "not_ready" | "stopping", "dependencies": [{"name", "state", "required",
/// "ms", "reason"?}]}`. Anybody may read it: no addresses and no texts of drivers.
domain::json encode(const readiness& r);

}  // namespace parley::frontends::http::api
