#include "parley/telemetry/meters.hpp"

namespace parley::telemetry {

std::shared_ptr<meters> make_meters() { return std::make_shared<meters>(); }

}  // namespace parley::telemetry
