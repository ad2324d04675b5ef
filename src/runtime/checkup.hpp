#pragma once

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "frontends/http/api/readiness.hpp"
#include "parley/base/clock.hpp"

namespace parley::runtime {

/// Something that the node depends on, and who asks whether it is there.
struct dependency {
  std::string name;
  bool required = true;
  caf::actor prober;
  std::uint32_t question = 0;  ///< of the prober's
};

/// Asks all of them at once and tells what each said, or that it said nothing within that time:
/// then at the latest, whatever they do. `then` is called once, on a thread of the system.
void check_up(caf::actor_system& system, const base::clock& clock,
              const std::vector<dependency>& all, std::chrono::milliseconds within,
              std::function<void(std::vector<frontends::http::api::dependency_check>)> then);

}  // namespace parley::runtime
