#pragma once

#include <filesystem>
#include <string>

namespace parley::tests {

/// A folder of its own that vanishes with its contents.
class scratch {
 public:
  scratch();
  ~scratch();
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_;
};

}  // namespace parley::tests
