#pragma once

#include "frontends/http/transport/exchange.hpp"
#include "parley/runtime/node.hpp"

namespace parley::runtime {

/// A request to the node's own API without a socket: what the terminal programs use on a store that
/// no server owns. Blocks until the answer is there; not for actors.
frontends::http::transport::response call(node& n, frontends::http::transport::request request);

}  // namespace parley::runtime
