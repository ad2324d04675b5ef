#include <cstring>
#include <iostream>

#include "checks.hpp"

/// tidy CHECK TOP: prints what breaks the rules of the house, one line each, and fails if anything
/// does.
int main(int argc, char** argv) {
  using namespace parley;
  for (const auto& check : tidy::checks) {
    if (argc != 3 || std::strcmp(argv[1], check.name) != 0) continue;
    const auto tree = tidy::read_tree(argv[2]);
    const auto found = check.run(tree);
    for (const auto& f : found) {
      std::cerr << f.path << (f.line ? ":" + std::to_string(f.line) : "") << ": " << f.text << '\n';
    }
    std::cerr << tree.files.size() << " files read, " << found.size() << " findings\n";
    return found.empty() && !tree.files.empty() ? 0 : 1;
  }
  std::cerr << "usage: tidy includes|names|layout|unbuilt TOP\n";
  return 2;
}
