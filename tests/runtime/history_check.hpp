#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::tests {

/// An append of some messages, or a read of a page, as its caller saw it. Times are of one monotonic
/// clock: taken before the request was sent and after its answer came.
struct observed {
  std::chrono::nanoseconds began{0};
  std::chrono::nanoseconds ended{0};
  std::vector<std::pair<std::int64_t, std::string>> items;  ///< (seq, message id) written or read
  std::optional<std::int64_t> head;  ///< of a read: the last seq it was made under
};

/// Whether there is an order of all appends and reads, each at one moment between its beginning and
/// its end, in which a session is a plain list (linearizability; Herlihy and Wing, 1990). Since seq
/// is dense and says where an append stands, no search is needed: the order by seq is the only
/// candidate. The appends must be all that the session has. nullopt, or what contradicts it.
std::optional<std::string> find_contradiction(const std::vector<observed>& history);

}  // namespace parley::tests
