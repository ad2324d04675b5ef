#pragma once

#include <string>
#include <vector>

#include "testing/conformance/bench.hpp"

namespace parley::testing::conformance {

// What cases about forks say often.

/// The creation of a fork of the session of that id, same tenant.
storage::submission forking(bench& b, const std::string& id, const std::string& origin,
                            std::int64_t at_seq);

/// A fork that is expected to be made.
owned forked(bench& b, const std::string& id, const owned& origin, std::int64_t at_seq);

/// Messages by seq, of a history from 1 on.
std::vector<domain::message> slice(const std::vector<domain::message>& all, std::int64_t from,
                                   std::int64_t to);
std::vector<std::string> contents(const std::vector<domain::message>& all, std::int64_t from,
                                  std::int64_t to);

}  // namespace parley::testing::conformance
