#pragma once

#include <compare>
#include <string>

namespace parley::storage {

/// The address of a session; nothing else leads to one.
struct session_ref {
  std::string tenant;
  std::string id;
  friend auto operator<=>(const session_ref&, const session_ref&) = default;
};

}  // namespace parley::storage
