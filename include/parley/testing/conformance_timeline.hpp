#pragma once

#include "parley/testing/conformance.hpp"

namespace parley::testing {

/// The facet `timeline`, see check_log; every case fails for a driver that lacks it.
std::vector<failure> check_timeline(const store_factory& make);
std::vector<std::string> timeline_cases();

}  // namespace parley::testing
