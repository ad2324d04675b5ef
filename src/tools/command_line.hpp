#pragma once

#include <string>
#include <vector>

#include "exit_code.hpp"

namespace parley::tools {

/// Understands a command line (without the program's name) and runs its command. Prints what went
/// wrong on stderr; what was asked for goes to stdout.
exit_code run_command_line(const std::vector<std::string>& arguments);

}  // namespace parley::tools
