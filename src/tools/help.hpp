#pragma once

#include <boost/program_options.hpp>
#include <string>

#include "command.hpp"

namespace parley::tools {

/// The options that every command has.
boost::program_options::options_description common_options();

std::string general_help();
std::string help_of(const command& c);

}  // namespace parley::tools
