#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/environment.hpp"
#include "parley/context/summary_job.hpp"
#include "parley/protocol/context_commands.hpp"

namespace parley::actors {

/// What of a session goes to the model, and what the summary will say of itself.
struct split_off_part {
  context::summary_job job;
  storage::summary_order order;  ///< without id, text, model and time
  std::int64_t characters = 0;   ///< of the contents that it covers
  bool more = false;             ///< there is more than one summary takes
};

struct summary_wanted {
  std::optional<std::int64_t> round;  ///< default: the session's
  std::string reason;
  std::vector<std::string> external_keys;
};

/// Applies the rules of context/summary_plan.hpp to stored messages. Nothing: there is nothing to do.
std::optional<split_off_part> split_off(protocol::summary_source source, const summary_wanted& wanted,
                                        const environment::summary_settings& settings);

}  // namespace parley::actors
