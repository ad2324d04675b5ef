#pragma once

#include <boost/program_options.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api.hpp"
#include "exit_code.hpp"
#include "parley/config/load.hpp"

namespace parley::tools {

/// A command line that has been understood.
struct invocation {
  config::loaded settings;
  std::optional<std::string> server;  ///< of --server; else the store of the settings is opened
  server_access access;               ///< to it
  std::string tenant = "default";
  bool json = false;
  boost::program_options::variables_map options;  ///< the command's own
  std::vector<std::string> arguments;             ///< what is no option
};

/// One command of the program: a row of `commands()` and a file of its name.
struct command {
  const char* name;
  const char* arguments;  ///< as help shows them
  const char* summary;
  std::size_t arguments_min;
  std::size_t arguments_max;
  void (*describe)(boost::program_options::options_description&);
  exit_code (*run)(const invocation&);
};

const std::vector<command>& commands();

/// The API that the invocation asks for.
base::result<std::unique_ptr<api>> open_api(const invocation& from,
                                            creates missing = creates::nothing);

}  // namespace parley::tools
