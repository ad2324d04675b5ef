#include "table.hpp"

namespace parley::config {

std::vector<row> streams_rows() {
  return {
      number(
          "streams", "subscribers", [](settings & s) -> auto& { return s.streams.subscribers; }, 1,
          1000000, "streams",
          "Live streams that are open at once, of which a tenant may have "
          "limits.tenant_share_percent; more is `overloaded`."),
      number(
          "streams", "session_bytes", [](settings & s) -> auto& { return s.streams.session_bytes; },
          4096, 1073741824, "bytes",
          "Events of one session that wait for its slowest subscriber; who is further behind reads "
          "the store."),
      number(
          "streams", "all_bytes", [](settings & s) -> auto& { return s.streams.all_bytes; }, 65536,
          17179869184, "bytes", "The same of all sessions together."),
      number(
          "streams", "heartbeat_s", [](settings & s) -> auto& { return s.streams.heartbeat_s; }, 1,
          3600, "seconds", "A stream on which nothing happened for so long is told that it lives."),
  };
}

}  // namespace parley::config
