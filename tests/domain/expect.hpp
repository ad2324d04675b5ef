#pragma once

#include <string>

#include "parley/base/status.hpp"
#include "parley/domain/json.hpp"

namespace parley::expect {

/// "code field" of a failure, "ok" otherwise: one text to compare in a table.
template <class T>
std::string outcome(const base::result<T>& r) {
  if (r) return "ok";
  std::string out{base::to_string(r.error().code)};
  if (!r.error().field.empty()) out += ' ' + r.error().field;
  return out;
}

/// Parses JSON that a test wrote itself.
inline domain::json parsed(const std::string& text) { return domain::json::parse(text); }

}  // namespace parley::expect
