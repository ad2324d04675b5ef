#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/base/limits.hpp"
#include "parley/base/status.hpp"
#include "parley/domain/summary.hpp"
#include "parley/domain/transcript.hpp"
#include "parley/protocol/commands.hpp"

namespace parley::frontends::http::api {

/// What one line of an import asks for.
struct import_line {
  domain::line_kind kind = domain::line_kind::unknown;
  std::optional<base::status> broken;  ///< set: nothing else is but the kind, as far as it is known
  std::string session_id;              ///< of a message line: empty for "the session before it"
  std::optional<protocol::create_command> create;  ///< of lines that begin a session
  std::vector<domain::message> messages;
  std::optional<domain::summary> summary;  ///< of a summary line
  bool restoring = false;  ///< records go in as they are; talk is completed
  std::string sha256;      ///< of an end line
};

/// Reads a line. `tenant` takes the sessions, whatever tenant they came from.
import_line read_import_line(std::string_view text, const std::string& tenant,
                             const base::limits& limits);

}  // namespace parley::frontends::http::api
