#include <algorithm>

#include "checks.hpp"

namespace parley::tidy {

namespace {

constexpr std::size_t bytes_max = 15 * 1024;

constexpr std::string_view at_the_top[] = {"CMakeLists.txt",
                                           "README.md",
                                           "include",
                                           "src",
                                           "actors",
                                           "config",
                                           "tests",
                                           "examples",
                                           "LICENSE",
                                           ".ci",
                                           ".gitignore",
                                           ".clang-format",
                                           ".clang-tidy",
                                           "CHANGELOG.md",
                                           "CONTRIBUTING.md",
                                           "CMakePresets.json",
                                           "CMakeUserPresets.json",
                                           "compile_commands.json"};

}  // namespace

findings check_layout(const source_tree& tree) {
  findings found;
  for (const auto& file : tree.files) {
    const bool measured = file.below("src") || file.below("include") || file.below("actors");
    if (measured && file.text.size() > bytes_max) {
      found.push_back({file.path, 0,
                       std::to_string(file.text.size()) + " bytes; above " +
                           std::to_string(bytes_max) + " a file holds two concepts"});
    }
  }
  for (const auto& entry : tree.top_entries) {
    if (std::find(std::begin(at_the_top), std::end(at_the_top), entry) == std::end(at_the_top)) {
      found.push_back({entry, 0, "does not belong at the top"});
    }
  }
  return found;
}

}  // namespace parley::tidy
