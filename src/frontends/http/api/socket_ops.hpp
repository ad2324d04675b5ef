#pragma once

#include <functional>
#include <memory>

#include "frontends/http/api/cursor_form.hpp"
#include "frontends/http/api/options.hpp"
#include "frontends/http/api/socket_frame.hpp"
#include "parley/protocol/caller.hpp"

namespace parley::frontends::http::api {

/// Carries out a request that came over a WebSocket, as its REST twin would; every op but
/// `subscribe`, which is about the socket itself. `done` is called once, on any thread, with the
/// result or why there is none.
void run_frame(const std::shared_ptr<const options>& node, const protocol::caller& who,
               const storage::session_ref& ref, socket_frame frame,
               std::function<void(base::result<domain::json>)> done);

/// `{from?}` of the op `subscribe`; nullopt: from now on.
base::result<std::optional<std::int64_t>> read_subscribe(const domain::json& body,
                                                          cursor_form form);

}  // namespace parley::frontends::http::api
