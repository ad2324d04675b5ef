#include "parley/base/status.hpp"

namespace parley::base {

std::string_view to_string(errc code) {
  switch (code) {
    case errc::invalid_argument:
      return "invalid_argument";
    case errc::unknown_field:
      return "unknown_field";
    case errc::unauthorized:
      return "unauthorized";
    case errc::forbidden:
      return "forbidden";
    case errc::not_found:
      return "not_found";
    case errc::erased:
      return "erased";
    case errc::conflict:
      return "conflict";
    case errc::session_exists:
      return "session_exists";
    case errc::session_closed:
      return "session_closed";
    case errc::turn_running:
      return "turn_running";
    case errc::participants_required:
      return "participants_required";
    case errc::method_not_allowed:
      return "method_not_allowed";
    case errc::unsupported_media_type:
      return "unsupported_media_type";
    case errc::precondition_failed:
      return "precondition_failed";
    case errc::too_large:
      return "too_large";
    case errc::idempotency_mismatch:
      return "idempotency_mismatch";
    case errc::budget_too_small:
      return "budget_too_small";
    case errc::rate_limited:
      return "rate_limited";
    case errc::overloaded:
      return "overloaded";
    case errc::unavailable:
      return "unavailable";
    case errc::not_implemented:
      return "not_implemented";
    case errc::internal:
      return "internal";
    case errc::timeout:
      return "timeout";
    case errc::unknown_outcome:
      return "unknown_outcome";
  }
  return "internal";  // a number from a newer node
}

std::string to_string(const status& s) {
  std::string out{to_string(s.code)};
  if (!s.text.empty()) out.append(": ").append(s.text);
  if (!s.field.empty()) out.append(" (").append(s.field).append(")");
  return out;
}

}  // namespace parley::base
