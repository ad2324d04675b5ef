#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/process.hpp"

namespace parley::e2e {

/// `parley serve` on a free port, ready to be called.
class running_server {
 public:
  /// Throws when it does not come up: the message has what it wrote.
  explicit running_server(const std::string& store, std::vector<std::string> more = {},
                          const process::options& given = {});

  const std::string& url() const { return url_; }
  const std::string& ready_line() const { return ready_line_; }
  process& child() { return *child_; }

  void kill_hard();
  finished stop();

 private:
  std::unique_ptr<process> child_;
  std::string ready_line_;
  std::string url_;
};

}  // namespace parley::e2e
