#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace parley::base {

/// Every way in which a call can fail, on every front end under the same name.
/// The numbers travel between nodes: append new ones at the end, never reorder.
enum class errc : std::uint8_t {
  invalid_argument = 1,   ///< a value is outside its rule; `field` names it
  unknown_field,          ///< a request body has a field that nobody reads
  unauthorized,           ///< no key, or one that is not known
  forbidden,              ///< the key is known and may not do this
  not_found,              ///< no such session, message, key or route
  erased,                 ///< it was there and has been erased
  conflict,               ///< same id with another body, or a state that excludes the call
  session_exists,         ///< a session of this id was created differently
  session_closed,         ///< the session takes no messages until it is reopened
  turn_running,           ///< another turn runs and the request asked to be rejected
  participants_required,  ///< those present would no longer satisfy the session's type
  method_not_allowed,     ///< the route exists, the method does not
  unsupported_media_type, ///< the body is not of the type that the route takes
  precondition_failed,    ///< If-Match names another revision or seq
  too_large,              ///< a body, header, text or batch is over its limit
  idempotency_mismatch,   ///< this Idempotency-Key was used with another body
  budget_too_small,       ///< what must be in the window does not fit
  rate_limited,           ///< over the rate of this key; wait `retry_after_ms`
  overloaded,             ///< a queue is full; nothing was done; wait `retry_after_ms`
  unavailable,            ///< the store or a dependency is away; nothing was done
  not_implemented,        ///< the store lacks this facet
  internal,               ///< a bug of parley
  timeout,                ///< the deadline passed before the request was submitted
  unknown_outcome,        ///< submitted, and no answer: repeat with the same id
};

/// The name of the wire: `session_exists` for `errc::session_exists`.
std::string_view to_string(errc code);

/// The one shape of a failure, from the store driver to the problem document.
/// `text` is for people: a full sentence that says what is allowed.
struct status {
  errc code = errc::internal;
  std::string field;                 ///< path of the offending value, empty when none is
  std::string text;
  std::int64_t retry_after_ms = 0;   ///< 0: no hint

  friend bool operator==(const status&, const status&) = default;
};

/// "code: text (field)", for logs and terminals.
std::string to_string(const status& s);

template <class T>
using result = tl::expected<T, status>;

/// `return fail(errc::not_found, "", "no such session")` from a function that returns a result.
inline tl::unexpected<status> fail(errc code, std::string field, std::string text,
                                   std::int64_t retry_after_ms = 0) {
  return tl::unexpected<status>(
      status{code, std::move(field), std::move(text), retry_after_ms});
}

inline tl::unexpected<status> fail(status s) { return tl::unexpected<status>(std::move(s)); }

}  // namespace parley::base
