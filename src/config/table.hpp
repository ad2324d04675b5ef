#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "parley/config/options.hpp"

namespace parley::config {

/// One row of the table: what is shown of a setting, and how its text reaches its member.
struct row {
  option shown;
  std::function<bool(settings&, const std::string&)> assign;  ///< false: outside the range
  std::function<std::string(const settings&)> text;
};

/// The whole table, in the order of the file.
const std::vector<row>& table();

const row* find_row(const std::string& name);

/// A number of at least `least` and at most `most`.
row number(std::string section, std::string key, std::function<std::int64_t&(settings&)> member,
           std::int64_t least, std::int64_t most, std::string unit, std::string effect);

/// The rows of `limits`.
std::vector<row> limits_rows();

}  // namespace parley::config
