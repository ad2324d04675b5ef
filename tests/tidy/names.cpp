#include <regex>

#include "checks.hpp"

namespace parley::tidy {

namespace {

// The patterns are written in pieces, so that this file does not trip over itself.
struct banned {
  std::regex pattern;
  std::vector<std::string_view> folders;  ///< empty: everywhere
  std::vector<std::string_view> except;
  std::string why;
};

const std::vector<banned>& rules() {
  static const std::vector<banned> all = {
      {std::regex("using namespace "
                  "caf"),
       {},
       {},
       "caf::message and caf::error clash with ours: name them"},
      {std::regex("using namespace "
                  "std;"),
       {},
       {},
       "names come with their namespace"},
      {std::regex("sleep"
                  "_for|sleep"
                  "_until|u"
                  "sleep *\\(|[^_a-z]sleep"
                  " *\\("),
       {"src", "actors", "include", "tests"},
       {},
       "wait for an event, a barrier or a fake clock"},
      {std::regex("\\b(TO"
                  "DO|FIX"
                  "ME|XX"
                  "X|HA"
                  "CK)\\b"),
       {},
       {},
       "nothing is left open in the code"},
      {std::regex("std::"
                  "c(out|err)|[^a-z_]printf"
                  "\\("),
       {"src", "actors", "include"},
       {"src/tools"},
       "only terminal programs print; the others log or return an error"},
      {std::regex("(^|[^A-Za-z0-9_.])/(wo"
                  "rk|fa"
                  "rm|ro"
                  "ot|ho"
                  "me)/"),
       {},
       {},
       "a path of one machine"},
  };
  return all;
}

bool applies(const banned& rule, const source_file& file) {
  for (const auto folder : rule.except) {
    if (file.below(folder)) return false;
  }
  for (const auto folder : rule.folders) {
    if (file.below(folder)) return true;
  }
  return rule.folders.empty();
}

}  // namespace

findings check_names(const source_tree& tree) {
  findings found;
  for (const auto& file : tree.files) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      for (const auto& rule : rules()) {
        if (!applies(rule, file) || !std::regex_search(file.lines[i], rule.pattern)) continue;
        found.push_back({file.path, i + 1, rule.why});
      }
    }
    if (file.ends(".hpp") && file.text.find("#pragma once") == std::string::npos) {
      found.push_back({file.path, 0, "a header begins with #pragma once"});
    }
  }
  return found;
}

}  // namespace parley::tidy
