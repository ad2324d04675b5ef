#include "parley/protocol/errors.hpp"

#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/sec.hpp>

#include "parley/protocol/types.hpp"

namespace parley::protocol {

namespace {

constexpr auto category = caf::atom("parley");

}  // namespace

caf::error to_error(const base::status& s) {
  return {static_cast<std::uint8_t>(s.code), category, caf::make_message(s)};
}

base::status to_status(const caf::error& e) {
  if (e.category() == category && e.context().match_elements<base::status>())
    return e.context().get_as<base::status>(0);
  if (e == caf::sec::runtime_error)
    return {base::errc::internal, "", "An actor failed while it handled this request."};
  // Anything else is CAF telling that the receiver is gone: the next request finds a fresh one.
  return {base::errc::unavailable, "", "The actor that had this request has ended; try again.",
          100};
}

}  // namespace parley::protocol
