#include "tree.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace parley::tidy {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool is_source(const fs::path& path) {
  const auto name = path.filename().string();
  const auto extension = path.extension().string();
  for (const auto* known :
       {".cpp", ".hpp", ".sh", ".cmake", ".in", ".ini", ".md", ".txt", ".json"}) {
    if (extension == known) return true;
  }
  return name == "run" || name == "LICENSE";
}

}  // namespace

const source_file* source_tree::find(const std::string& path) const {
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const source_file& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

source_tree read_tree(const fs::path& top) {
  source_tree tree;
  auto take = [&](const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    source_file file{fs::relative(path, top).generic_string(), text.str(), {}};
    file.lines = split_lines(file.text);
    tree.files.push_back(std::move(file));
  };
  for (const auto& entry : fs::directory_iterator(top)) {
    const auto name = entry.path().filename().string();
    if (name == "build" || name == ".git" || name == ".cache") continue;
    tree.top_entries.push_back(name);
    if (entry.is_regular_file() && is_source(entry.path())) take(entry.path());
    if (!entry.is_directory()) continue;
    for (const auto& inner : fs::recursive_directory_iterator(entry.path())) {
      // The vectors are given, not ours to format.
      if (inner.path().generic_string().find("/tests/vectors/") != std::string::npos) continue;
      if (inner.is_regular_file() && is_source(inner.path())) take(inner.path());
    }
  }
  std::sort(tree.files.begin(), tree.files.end(),
            [](const source_file& a, const source_file& b) { return a.path < b.path; });
  return tree;
}

}  // namespace parley::tidy
