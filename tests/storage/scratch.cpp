#include "storage/scratch.hpp"

#include <cstdlib>
#include <stdexcept>

namespace parley::tests {

scratch::scratch() {
  auto pattern = (std::filesystem::temp_directory_path() / "parley-test-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("cannot make a temporary folder");
  folder_ = pattern;
}

scratch::~scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

}  // namespace parley::tests
