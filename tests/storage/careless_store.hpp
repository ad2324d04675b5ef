#pragma once

#include "parley/testing/conformance.hpp"

namespace parley::tests {

/// Gives stores that forget the precondition of every part: a bug for the suites to find.
testing::store_factory careless();

}  // namespace parley::tests
