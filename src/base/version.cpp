#include "parley/base/version.hpp"

namespace parley::base {

std::string_view version() { return PARLEY_VERSION; }

}  // namespace parley::base
