#include "parley/context/estimates.hpp"

#include "parley/base/utf8.hpp"

namespace parley::context {

std::int64_t characters_counter::count(std::string_view text) const {
  return (static_cast<std::int64_t>(base::code_points(text)) + 3) / 4;
}

}  // namespace parley::context
