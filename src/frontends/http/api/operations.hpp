#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "frontends/http/api/readiness.hpp"
#include "frontends/http/api/request_meter.hpp"
#include "parley/protocol/commands.hpp"
#include "parley/telemetry/field_counts.hpp"
#include "parley/telemetry/log_budget.hpp"

namespace parley::frontends::http::api {

/// What the API does for who operates the node. Any thread.
struct operations {
  /// The page of /metrics. `sessions` is null when the supervisor did not answer. Absent: there is
  /// no such page.
  std::function<std::string(const protocol::supervisor_status* sessions)> metrics;

  /// Asks every dependency and calls `then` once, on any thread, in bounded time. Absent: only the
  /// store is asked.
  std::function<void(std::function<void(std::vector<dependency_check>)> then)> check_up;

  std::atomic<bool> stopping{false};  ///< the node takes its last requests

  request_meter requests;

  /// Whether every request is logged. Failures of the server are in any case, so many a second.
  std::atomic<bool> log_requests{false};
  telemetry::log_budget failures{20};

  /// Shared with other front ends; none: nobody counts.
  std::shared_ptr<telemetry::field_counts> refused{};
};

}  // namespace parley::frontends::http::api
