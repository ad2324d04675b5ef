#pragma once

#include <string>
#include <vector>

#include "parley/base/status.hpp"

namespace parley::config {

/// One `key = value` of a file.
struct ini_entry {
  std::string name;  ///< `section.key`
  std::string value;
  int line = 0;
};

/// Reads `[section]` and `key = value` lines; `#` or `;` begins a comment line. Errors name the
/// file and the line. A setting that is given twice is an error: one of the two would be silent.
base::result<std::vector<ini_entry>> read_ini_file(const std::string& path);

}  // namespace parley::config
