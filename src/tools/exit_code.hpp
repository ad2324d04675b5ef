#pragma once

#include <string>

#include "parley/base/status.hpp"

namespace parley::tools {

/// What a program tells its caller; the numbers are a contract.
enum class exit_code : int {
  done = 0,
  failed = 1,
  usage = 2,
  not_found = 3,
  some_failed = 4,
  unavailable = 5,  ///< the store is busy, or no server answers
};

/// Prints the failure on stderr and gives the code that fits it.
exit_code report(const base::status& failure);

/// The same for a command line that cannot be understood; adds where help is.
exit_code report_usage(const std::string& text, const std::string& command = {});

/// Prints the result of a command on stdout: `done`, or what `report` says of the failure.
exit_code print_result(const std::string& text);

}  // namespace parley::tools
