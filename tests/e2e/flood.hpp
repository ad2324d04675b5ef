#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace parley::e2e {

/// What came of a flood.
struct flood_result {
  double seconds = 0;
  std::uint64_t sent = 0;
  std::map<int, std::uint64_t> answers;        ///< by status
  std::map<std::string, std::uint64_t> codes;  ///< of answers that are no 2xx
  std::uint64_t without_hint = 0;              ///< 503 without Retry-After
  std::uint64_t refused = 0;                   ///< connections that were not accepted or were cut

  double goodput() const;  ///< answers 201 per second
};

/// Appends one message per request over `connections` connections, spread over sessions `f-0` ...
/// `f-(sessions - 1)` of the tenant `default`: each connection sends its next request as soon as it
/// has an answer, whatever that was. One thread with epoll, so that a request costs the generator
/// the same however many connections there are. Runs for `time` or until `stop`.
struct flood {
  std::uint16_t port = 0;
  int connections = 16;
  int sessions = 4;
  std::size_t body_bytes = 4096;

  flood_result run(std::chrono::milliseconds time);
};

}  // namespace parley::e2e
