#pragma once

#include <cstdint>
#include <string>

#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"

namespace parley::tools {

/// What became of everything that was sent.
struct import_summary {
  struct {
    std::int64_t created = 0;
    std::int64_t existing = 0;
    std::int64_t refused = 0;
  } sessions;
  struct {
    std::int64_t appended = 0;
    std::int64_t known = 0;
    std::int64_t refused = 0;
  } messages;
  std::int64_t errors = 0;

  /// Adds the answer to one request.
  base::result<void> add(const domain::json& answer);

  bool some_failed() const { return errors + sessions.refused + messages.refused > 0; }
  std::string text() const;
  domain::json json() const;
};

}  // namespace parley::tools
