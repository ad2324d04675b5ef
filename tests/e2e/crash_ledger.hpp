#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/rest.hpp"

namespace parley::e2e {

/// One append that a client asked for: a message or a batch, all of it or nothing.
struct attempt {
  std::string session;
  std::vector<json> messages;
  std::vector<std::int64_t> acknowledged;  ///< their seqs; empty: no answer came
};

/// What must be true of a session's history after all those attempts: seq dense, everything that
/// was acknowledged there once at its place, no half batch, nothing that nobody wrote. Gives the
/// first thing that is not so, or nothing.
std::optional<std::string> contradiction(const std::vector<attempt>& attempts,
                                         const std::vector<json>& history);

}  // namespace parley::e2e
