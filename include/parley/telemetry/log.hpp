#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::telemetry {

enum class severity { debug, info, warning, error, critical };

/// Sets what is logged, to stderr, for the whole process. `level`: trace, debug, info, warn, error
/// or off; `format`: text or json (one object a line). Unknown words leave things as they are.
void configure_log(const std::string& level, const std::string& format);

using log_field = std::pair<std::string_view, std::string>;
using log_fields = std::initializer_list<log_field>;
using log_facts = std::vector<log_field>;

/// One event with its facts: `log(severity::warning, "commit unknown", {{"reason", text}})`.
/// Never the content of a message and never a secret. Values are escaped and cut, event and names
/// are constants of the program. From any thread.
void log(severity how, std::string_view event, log_fields fields = {});

/// The same when not every fact is there each time.
void log(severity how, std::string_view event, const log_facts& facts);

}  // namespace parley::telemetry
