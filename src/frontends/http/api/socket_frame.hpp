#pragma once

#include <string>
#include <string_view>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"

namespace parley::frontends::http::api {

enum class socket_op { append, turn, chunks, complete, cancel, subscribe, ping };

/// A request that came over a WebSocket: what names it, and in `body` what the REST request has in
/// its own.
struct socket_frame {
  domain::json request_id;  ///< a text; null when it has none
  socket_op op = socket_op::ping;
  std::string turn_id;     ///< of chunks, complete and cancel
  std::string session_id;  ///< in a socket of a whole tenant: of all but subscribe and ping
  domain::json body;
};

/// `of_tenant`: it came over a socket of a whole tenant. Its request_id is set as far as the text could be read, also when there is an error, so that the
/// error finds who asked.
base::result<void> read_frame(std::string_view text, bool of_tenant, const base::limits& limits,
                              socket_frame& into);

std::string write_reply(const domain::json& request_id, domain::json result);
std::string write_failure(const domain::json& request_id, const base::status& why);

}  // namespace parley::frontends::http::api
