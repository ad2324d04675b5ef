#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parley/base/limits.hpp"
#include "parley/domain/turn.hpp"

namespace parley::domain {

/// What is kept of a turn's beginning, so that the request can be answered the same way again when
/// the turn has gone on. No text: that is in the history, and only there.
struct turn_beginning {
  std::string turn_id;
  turn_state state = turn_state::running;  ///< running, queued, or complete: recorded whole
  std::optional<std::int64_t> position;
  base::timestamp lease_until{};
  friend bool operator==(const turn_beginning&, const turn_beginning&) = default;
};

turn_beginning beginning_of(const turn_view& begun);

/// The turn as it was when it began, out of what it is now.
turn_view as_begun(const turn_beginning& then, turn_view now);

std::string write_beginning(const turn_beginning& b);
base::result<turn_beginning> read_beginning(std::string_view text, const base::limits& limits);

}  // namespace parley::domain
