#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace parley::tidy {

/// One text file of the source tree.
struct source_file {
  std::string path;  ///< relative to the top, with '/'
  std::string text;
  std::vector<std::string> lines;

  bool below(std::string_view folder) const {
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
  }
  bool ends(std::string_view suffix) const { return path.ends_with(suffix); }
};

/// Our own files: those of the top's known folders, without build folders and vectors.
struct source_tree {
  std::vector<source_file> files;
  std::vector<std::string> top_entries;

  const source_file* find(const std::string& path) const;
};

source_tree read_tree(const std::filesystem::path& top);

}  // namespace parley::tidy
