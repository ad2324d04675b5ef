#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/language/tokens.hpp"

namespace parley::storage::postgres {

/// An expression: whether a history shows the row `m` of `message`, or will when its session, whose
/// rows are staged, arrives: rows are looked at once, in the order of their positions.
inline const std::string to_be_indexed =
    "(m.status <> 3 AND (EXISTS (SELECT 1 FROM session s WHERE s.log = m.log) OR EXISTS ("
    "SELECT 1 FROM segment g JOIN session s ON s.log = g.log "
    "WHERE g.shared = m.log AND g.upto >= m.seq) OR EXISTS ("
    "SELECT 1 FROM moving v WHERE v.log = m.log AND v.state = 0)))";

/// A message that belongs into the index.
struct indexed_row {
  std::int64_t position = 0;
  std::int64_t log = 0;
  std::string tenant;
  std::string content;
};

/// What the index has of it, in order. Throws language::failure.
std::vector<std::int64_t> keys_of(const indexed_row& row, language::tokens& tokens);

/// As the server shows an array, and takes one: "{1,2}".
std::string array_text(const std::vector<std::int64_t>& keys);

}  // namespace parley::storage::postgres
