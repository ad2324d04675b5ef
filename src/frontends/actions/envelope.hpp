#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"

namespace parley::frontends::actions {

/// Who is answered and what about: as much of an envelope as could be read.
struct reply_address {
  std::optional<std::string> callback_queue;  ///< a legal name; none: nobody waits for an answer
  std::optional<std::string> action_id;
  std::optional<std::string> correlation_id;
  std::optional<std::string> action_type;
};

/// An action as a service sends it; every value is legal, the type may be unknown.
struct envelope {
  std::string action_id;  ///< 1 to 256 visible ASCII characters
  std::string action_type;
  std::string tenant_id;
  std::optional<std::string> session_id;       ///< from beside `data` or from inside
  domain::json data = domain::json::object();  ///< without `session_id`
};

struct envelope_reading {
  reply_address to;
  base::result<envelope> said;
};

/// Reads `{action_id, action_type, tenant_id, session_id?, correlation_id?, callback_queue_name?,
/// data?, timestamp?, trace?, priority?}`. Strict: unknown fields, duplicate keys and texts over
/// limits.body_bytes are refused; the error names the field. `priority` is checked only: the stream
/// decides. No reply goes to a key behind one of `store_prefixes`. Never throws.
envelope_reading read_envelope(std::string_view text, const base::limits& limits,
                               std::span<const std::string> store_prefixes = {});

}  // namespace parley::frontends::actions
