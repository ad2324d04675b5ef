#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "parley/base/status.hpp"

namespace parley::domain {

/// Objects keep their keys sorted, so that `dump()` is canonical: equal values, equal text.
using json = nlohmann::json;

/// The one door for JSON from outside. Strict: refuses invalid UTF-8, lone surrogate escapes,
/// duplicate keys (at any depth), trailing bytes, numbers out of range and nesting deeper than
/// `depth_max`. Never recurses, so the depth of hostile input costs nothing.
/// The error is invalid_argument; its text says what and at which byte; its field is empty or
/// names the duplicate key.
base::result<json> parse_json(std::string_view text, std::int64_t depth_max = 64);

/// Canonical JSON text: sorted keys, no blanks, UTF-8 as it is.
std::string canonical(const json& value);

/// A JSON value kept as its canonical text; empty text means absent. Messages carry their
/// metadata, calls and items so: cheap to hold, to store and to compare, decoded only when needed.
struct json_text {
  std::string text;

  bool empty() const { return text.empty(); }
  /// The value; null when absent.
  json value() const;
  friend bool operator==(const json_text&, const json_text&) = default;
};

/// Canonical text of `value`; absent for null and for an empty object.
json_text to_text(const json& value);

}  // namespace parley::domain
