#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "frontends/actions/action.hpp"
#include "parley/telemetry/field_counts.hpp"
#include "redis/options.hpp"

namespace parley::frontends::actions {

/// What the front end works with, and its bounds.
struct options {
  std::shared_ptr<const services> node;
  redis::options redis;
  std::string name;                         ///< of this process, unlike any other's
  std::int64_t in_flight = 256;             ///< actions that are begun and not answered
  std::int64_t in_flight_bytes = 67108864;  ///< their envelopes and answers, about
  std::int64_t waiting_bytes = 16777216;    ///< of each stream: envelopes of those not begun, about
  std::int64_t deliveries = 5;     ///< so often an action is begun alone before it is set aside
  std::chrono::seconds retry{60};  ///< how long one is tried whose store is away or overloaded
  std::chrono::seconds lease{5};   ///< without a sign of life for so long somebody else takes over
  std::int64_t dead_letters = 10000;  ///< about so many are kept
  std::shared_ptr<telemetry::field_counts> refused{};  ///< none: nobody counts what is refused
};

}  // namespace parley::frontends::actions
