#pragma once

#include <string>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/config/settings.hpp"

namespace parley::config {

/// What is known of one setting. It is declared once, in the table behind `options()`: the flags,
/// the environment, the file, `parley config` and config/parley.ini all come from there.
struct option {
  std::string section;   ///< "http"
  std::string key;       ///< "port"
  std::string fallback;  ///< the default, as it would be written in a file
  std::string unit;      ///< "seconds"; empty when it has none
  std::string allowed;   ///< "0 to 65535"
  std::string effect;    ///< one line

  std::string name() const { return section + "." + key; }

  /// `PARLEY_HTTP_PORT` for `http.port`.
  std::string variable() const;
};

/// Every setting, section by section, in the order of the file.
const std::vector<option>& options();

/// Sets one member from its text. invalid_argument when the value is not allowed, unknown_field
/// when there is no such setting; `field` is the name.
base::result<void> set(settings& into, const std::string& name, const std::string& value);

/// The text of one member; empty when there is no such setting.
std::string value_of(const settings& from, const std::string& name);

/// The text of config/parley.ini: every setting with its meaning, unit, range and default. It can
/// be loaded as it is, and then changes nothing.
std::string render_ini();

}  // namespace parley::config
