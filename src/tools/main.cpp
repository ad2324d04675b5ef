#include <csignal>
#include <exception>
#include <iostream>

#include "command_line.hpp"

int main(int argc, char** argv) {
  // A reader that left shows as a failed write, which is then reported.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    return static_cast<int>(parley::tools::run_command_line(arguments));
  } catch (const std::exception& e) {
    std::cerr << "parley: " << e.what() << '\n';
    return static_cast<int>(parley::tools::exit_code::failed);
  }
}
