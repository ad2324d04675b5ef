#pragma once

#include <cstdint>
#include <string_view>

namespace parley::frontends::http::api {

/// Who may use a route, once there are keys.
enum class permission : std::uint8_t {
  by_method,  ///< reader for GET, writer for everything else
  anyone,     ///< without a key, too
  any_key,    ///< of whatever tenant; what it shows belongs to none
  reader,     ///< a key of the path's tenant, with that role or a higher one
  writer,
  admin,
  keys,  ///< admin, or who operates the node
};

/// The least role that opens it: "reader", "writer", "admin"; "any" where every key does or none is
/// needed.
std::string_view role_name(permission p);

}  // namespace parley::frontends::http::api
