#pragma once

#include <string>
#include <vector>

#include "tree.hpp"

namespace parley::tidy {

struct finding {
  std::string path;
  std::size_t line = 0;  ///< 0: the file as a whole
  std::string text;
};

using findings = std::vector<finding>;

/// Include edges against the table of layers; libraries that belong to one layer only; public
/// headers include public ones only; a source file includes its own header first.
findings check_includes(const source_tree& tree);

/// Words and calls that the house does without.
findings check_names(const source_tree& tree);

/// Files that hold two concepts, and what does not belong at the top.
findings check_layout(const source_tree& tree);

/// Source files and test folders that no CMakeLists.txt names.
findings check_unbuilt(const source_tree& tree);

struct named_check {
  const char* name;
  findings (*run)(const source_tree&);
};

inline constexpr named_check checks[] = {{"includes", check_includes},
                                         {"names", check_names},
                                         {"layout", check_layout},
                                         {"unbuilt", check_unbuilt}};

}  // namespace parley::tidy
