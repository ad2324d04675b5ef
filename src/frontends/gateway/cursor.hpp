#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parley/base/status.hpp"
#include "parley/protocol/interfaces.hpp"

namespace parley::frontends::gateway {

// Cursors: opaque to clients, base64url of a direction and a place. Reading is strict: a text that
// `write` would not have made is invalid_argument (field `cursor`).

struct history_cursor {
  bool forward = false;
  std::int64_t seq = 0;  ///< the page begins beyond it
  friend bool operator==(const history_cursor&, const history_cursor&) = default;
};

std::string write_cursor(const history_cursor& c);
base::result<history_cursor> read_history_cursor(std::string_view text);

struct sessions_cursor {
  storage::list_order order = storage::list_order::created_at;
  bool oldest_first = false;
  storage::list_cursor after;  ///< the page begins beyond this place
};

std::string write_cursor(const sessions_cursor& c);
base::result<sessions_cursor> read_sessions_cursor(std::string_view text);

}  // namespace parley::frontends::gateway
