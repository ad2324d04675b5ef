#pragma once

#include <string>

#include "command.hpp"
#include "parley/domain/json.hpp"

namespace parley::tools {

// What the commands that look at one session share.

/// The path of the session that the command's first argument names.
std::string session_path(const invocation& from);

/// The body of a successful GET; what the API refuses is the failure.
base::result<domain::json> get(api& from, const std::string& target);

/// A message of the REST API for people, with an empty line before it.
std::string message_text(const domain::json& message);

}  // namespace parley::tools
