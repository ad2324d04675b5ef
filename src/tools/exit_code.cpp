#include "exit_code.hpp"

#include <iostream>

#include "terminal.hpp"

namespace parley::tools {

exit_code report(const base::status& failure) {
  std::cerr << "parley: " << printable(failure.text);
  if (!failure.field.empty() && failure.text.find(failure.field) == std::string::npos) {
    std::cerr << " (" << printable(failure.field) << ')';
  }
  std::cerr << '\n';
  switch (failure.code) {
    case base::errc::invalid_argument:
    case base::errc::unknown_field:
      return exit_code::usage;
    case base::errc::not_found:
    case base::errc::erased:
      return exit_code::not_found;
    case base::errc::unavailable:
    case base::errc::overloaded:
      return exit_code::unavailable;
    default:
      return exit_code::failed;
  }
}

exit_code print_result(const std::string& text) {
  const auto written = write_stdout(text);
  return written ? exit_code::done : report(written.error());
}

exit_code report_usage(const std::string& text, const std::string& command) {
  std::cerr << "parley: " << printable(text) << "\ntry: parley "
            << (command.empty() ? std::string{} : command + " ") << "--help\n";
  return exit_code::usage;
}

}  // namespace parley::tools
