#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "parley/telemetry/histogram_grid.hpp"

namespace parley::frontends::http::api {

struct route;

/// How long requests took, by the pattern of their route and the status of their answer: sets that
/// are bounded, whatever is asked for. Any thread.
class request_meter {
 public:
  request_meter();

  /// `to`: of the table of routes; null: the request fits none.
  void record(const route* to, int status, std::chrono::microseconds took);

  using visitor = std::function<void(std::string_view pattern, std::string_view status,
                                     const telemetry::histogram& took_us)>;
  void visit(const visitor& see) const;

 private:
  std::vector<std::size_t> rows_;           ///< of each route: that of its pattern
  std::vector<std::string_view> patterns_;  ///< of each row; the last is of no route
  telemetry::histogram_grid answers_;
};

}  // namespace parley::frontends::http::api
