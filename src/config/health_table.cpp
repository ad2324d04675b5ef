#include "table.hpp"

namespace parley::config {

std::vector<row> health_rows() {
  return {
      number(
          "health", "within_ms", [](settings & s) -> auto& { return s.health.within_ms; }, 10,
          60000, "milliseconds",
          "How long /health/ready waits for each thing that the node depends on."),
      number(
          "health", "drain_s", [](settings & s) -> auto& { return s.health.drain_s; }, 0, 3600,
          "seconds",
          "A server that is told to stop says for so long that it is not ready, and still takes "
          "requests, so that whoever balances load sees it first."),
  };
}

}  // namespace parley::config
