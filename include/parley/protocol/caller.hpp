#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace parley::protocol {

/// Who asks, and until when an answer is of use. The first element of every request.
struct caller {
  std::string tenant;
  std::string principal;  ///< key or program that asks, for logs; may be empty
  std::string request_id;
  std::chrono::microseconds deadline{0};  ///< on base::clock::monotonic(); 0: none

  // INTERNAL: false and 0 in what comes from outside.
  bool waited = false;       ///< it was kept for its session or came back from one that failed
  std::uint8_t crashes = 0;  ///< how often it was what made its session fail

  friend bool operator==(const caller&, const caller&) = default;
};

}  // namespace parley::protocol
