#include "harness/running_server.hpp"

#include <signal.h>

#include <stdexcept>

namespace parley::e2e {

running_server::running_server(const std::string& store, std::vector<std::string> more,
                               const process::options& given) {
  std::vector<std::string> arguments{"serve", "--store", store, "--http.port", "0"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  child_ = std::make_unique<process>(arguments, given);
  ready_line_ = child_->wait_for_line("listening on ", std::chrono::seconds{60});
  const auto begin = ready_line_.find("http");
  if (begin == std::string::npos) {
    throw std::runtime_error("the server did not come up: " + child_->out() + child_->err());
  }
  url_ = ready_line_.substr(begin, ready_line_.find_first_of(", ", begin) - begin);
}

void running_server::kill_hard() {
  child_->signal(SIGKILL);
  child_->wait();
}

finished running_server::stop() {
  child_->signal(SIGTERM);
  return child_->wait();
}

}  // namespace parley::e2e
