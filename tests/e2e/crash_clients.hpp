#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "crash_ledger.hpp"
#include "harness/running_server.hpp"

namespace parley::e2e {

struct storm {
  std::uint64_t seed = 0;
  int connections = 32;
  std::vector<std::string> sessions;
  int kill_after = 0;           ///< acknowledgements that the server gets to give
  std::vector<attempt> repeat;  ///< of earlier storms, without an answer: asked for again first
  std::function<void()> disturb{};  ///< what else happens, after half of them
};

struct storm_result {
  std::vector<attempt> attempts;      ///< the repeated ones included
  std::vector<std::string> mistakes;  ///< answers that are wrong in themselves
};

/// Appends over many connections, each asked for again until it is answered, kills the server hard in the middle, and tells what was asked
/// for and what was acknowledged.
storm_result rage(running_server& server, const storm& how);

}  // namespace parley::e2e
