#include "parley/domain/access.hpp"

#include <algorithm>
#include <array>

namespace parley::domain {

namespace {

constexpr std::array<std::string_view, 3> names{"reader", "writer", "admin"};

}  // namespace

std::string_view to_string(access_role v) { return names[static_cast<std::size_t>(v)]; }

std::optional<access_role> parse_access_role(std::string_view name) {
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<access_role>(found - names.begin());
}

std::string_view allowed_access_roles() { return "reader, writer, admin"; }

}  // namespace parley::domain
