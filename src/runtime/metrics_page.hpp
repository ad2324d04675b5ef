#pragma once

#include <string>
#include <vector>

#include "frontends/actions/runner.hpp"
#include "frontends/http/api/request_meter.hpp"
#include "parley/protocol/commands.hpp"
#include "parley/telemetry/counters.hpp"
#include "parley/telemetry/field_counts.hpp"
#include "parley/telemetry/meters.hpp"
#include "parley/telemetry/stream_counters.hpp"

namespace parley::runtime {

/// Everything that a node counts and measures, read at this moment.
struct measured {
  const telemetry::counters& counters;
  const telemetry::meters& meters;
  const telemetry::stream_counters& streams;
  const telemetry::field_counts& refused;
  const frontends::http::api::request_meter& requests;
  const protocol::supervisor_status* sessions = nullptr;  ///< null: it did not answer
  std::vector<frontends::actions::action_tally> actions;  ///< empty: none are taken
};

/// The page of /metrics: Prometheus' text format 0.0.4, every name with the prefix `parley_`.
std::string metrics_page(const measured& of);

}  // namespace parley::runtime
