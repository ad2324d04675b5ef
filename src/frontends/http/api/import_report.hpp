#pragma once

#include <cstdint>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"

namespace parley::frontends::http::api {

/// What became of an import.
struct import_report {
  std::int64_t created = 0;
  std::int64_t existing = 0;
  std::int64_t refused_sessions = 0;
  std::int64_t appended = 0;
  std::int64_t known = 0;
  std::int64_t refused_messages = 0;
  std::int64_t summaries = 0;          ///< taken over
  std::int64_t known_summaries = 0;
  std::int64_t refused_summaries = 0;
  std::int64_t lines = 0;

  /// Lists an error, up to a thousand of them.
  void refuse(std::int64_t line, const base::status& why);

  domain::json encode() const;

 private:
  domain::json errors_ = domain::json::array();
};

}  // namespace parley::frontends::http::api
