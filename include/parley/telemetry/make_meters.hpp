#pragma once

#include <memory>

namespace parley::telemetry {

struct meters;

/// Fresh ones, see meters.hpp, which only those include who write or read them.
std::shared_ptr<meters> make_meters();

}  // namespace parley::telemetry
