#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley::frontends::http::api {

/// What the log tells of a request: who asked for what kind of thing and how it ended, nothing of
/// what was said. No path, no query, no body.
struct request_note {
  std::string_view method;  ///< as it was sent, any token
  std::string_view route;   ///< the pattern; empty: it fits none
  int status = 0;
  std::chrono::microseconds took{0};
  std::string_view request_id;
  std::string_view tenant;     ///< empty: the node's own route, or not known
  std::string_view principal;  ///< empty: nobody said who it is
  std::string_view code;       ///< of the failure; empty: none, or not known
  std::uint64_t left_out =
      0;  ///< lines like this one that were not written, for there were too many
};

/// `request`, of severity info; of a failure of the server `request failed`, a warning, or an error
/// when it should not happen.
void write(const request_note& of);

}  // namespace parley::frontends::http::api
