#pragma once

#include <string>
#include <string_view>

#include "parley/telemetry/log.hpp"

namespace parley::telemetry {

/// A value as it stands in a line: in double quotes, printable ASCII only. Control characters,
/// what is no ASCII and what is no UTF-8 are escaped or replaced, so that nobody who chooses a name
/// writes a line of the log or to somebody's terminal. Cut behind 2,048 bytes, which ends it with
/// "...".
std::string log_value(std::string_view value);

/// `event name="value" ...`
std::string text_line(std::string_view event, std::span<const log_field> fields);

/// `"event":"...","name":"value",...`: the members of a JSON object, without its braces.
std::string json_members(std::string_view event, std::span<const log_field> fields);

}  // namespace parley::telemetry
