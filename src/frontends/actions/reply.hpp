#pragma once

#include <string>

#include "frontends/actions/envelope.hpp"
#include "parley/base/time.hpp"

namespace parley::frontends::actions {

/// The reply as it is pushed: `{action_id, correlation_id, action_type, ok, result | error,
/// timestamp}`; what could not be read of the envelope is null.
std::string write_reply(const reply_address& to, base::result<domain::json> outcome,
                        base::timestamp now);

}  // namespace parley::frontends::actions
