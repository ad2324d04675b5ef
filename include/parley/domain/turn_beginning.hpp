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
  turn_state state = turn_state::running;  ///< complete when it was recorded whole
  std::optional<std::int64_t> position;
  base::timestamp lease_until{};
  base::timestamp received_at{};  ///< of the question; one that waits gets another when it starts
  bool known = false;  ///< it had begun before that request
  friend bool operator==(const turn_beginning&, const turn_beginning&) = default;
};

turn_beginning beginning_of(const turn_view& begun, bool known);

/// The turn as it was when it began, out of what it is now.
turn_view as_begun(const turn_beginning& then, turn_view now);

std::string write_beginning(const turn_beginning& b);
base::result<turn_beginning> read_beginning(std::string_view text, const base::limits& limits);

}  // namespace parley::domain
