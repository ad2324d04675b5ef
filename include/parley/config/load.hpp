#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parley/base/status.hpp"
#include "parley/config/settings.hpp"

namespace parley::config {

/// What a command line says about settings, and what is left of it.
struct flags {
  std::vector<std::pair<std::string, std::string>> values;  ///< name and text, in order
  std::optional<std::string> file;                          ///< of `--config FILE`
  std::vector<std::string> rest;                            ///< everything else, in order
};

/// Takes `--section.key VALUE`, `--section.key=VALUE` and `--config FILE` out of the arguments.
/// unknown_field for an option with a dot in its name that is no setting.
base::result<flags> take_flags(const std::vector<std::string>& arguments);

/// Environment variables by name.
using environment = std::map<std::string, std::string>;

/// Those of this process.
environment process_environment();

/// The settings and where each value came from.
struct loaded {
  settings values;
  std::map<std::string, std::string> origins;  ///< name: "flag", "PARLEY_HTTP_PORT", "FILE:12"
};

/// A flag goes before the environment, that before the file, that before the default. The first
/// unknown name or value outside its range is an error that names the setting, says where it was
/// set and what is allowed. In the environment only names of known sections are read
/// (PARLEY_HTTP_...): container platforms add PARLEY_... variables of their own.
base::result<loaded> load(const flags& command_line, const environment& variables);

/// One line per setting: name, value, origin ("default" when nobody set it). For people to read:
/// passwords of URIs are hidden.
struct effective_value {
  std::string name;
  std::string value;
  std::string origin;
};
std::vector<effective_value> effective(const loaded& from);

/// A URI as it may be shown: what stands between the user and the host, or in a parameter
/// `password`, is ***. Any other text as it is.
std::string without_password(std::string uri);

}  // namespace parley::config
