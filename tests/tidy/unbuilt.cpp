#include <regex>

#include "checks.hpp"

namespace parley::tidy {

namespace fs = std::filesystem;

namespace {

bool has_word(const std::string& text, const std::string& word) {
  const auto is_part = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '/' ||
           c == '-';
  };
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    // `${PROJECT_SOURCE_DIR}/x.cpp` names it too.
    const bool begins = at == 0 || !is_part(text[at - 1]) || (at > 1 && text[at - 2] == '}');
    if (begins && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

bool built(const source_tree& tree, const source_file& file) {
  const fs::path path{file.path};
  for (const auto& module : tree.files) {
    if (module.below("config/cmake") && has_word(module.text, file.path)) return true;
  }
  for (auto folder = path.parent_path();; folder = folder.parent_path()) {
    if (const auto* list = tree.find((folder / "CMakeLists.txt").generic_string())) {
      auto name = path.lexically_relative(folder.empty() ? "." : folder).generic_string();
      if (has_word(list->text, name)) return true;
      // A loop over names: foreach(door json_door http_door) ... ${door}.cpp
      name.resize(name.size() - 4);
      if (list->text.find("}.cpp") != std::string::npos && has_word(list->text, name)) return true;
    }
    if (folder.empty()) return false;
  }
}

}  // namespace

findings check_unbuilt(const source_tree& tree) {
  findings found;
  const auto* tests = tree.find("tests/CMakeLists.txt");
  for (const auto& file : tree.files) {
    const bool ours =
        file.below("src") || file.below("actors") || file.below("tests") || file.below("examples");
    if (ours && file.ends(".cpp") && !built(tree, file)) {
      found.push_back({file.path, 0, "no CMakeLists.txt names it"});
    }
    const fs::path path{file.path};
    if (tests && path.filename() == "CMakeLists.txt" &&
        path.parent_path().parent_path() == "tests" &&
        !has_word(tests->text, path.parent_path().filename().string())) {
      found.push_back({file.path, 0, "tests/CMakeLists.txt does not name its folder"});
    }
  }
  return found;
}

}  // namespace parley::tidy
