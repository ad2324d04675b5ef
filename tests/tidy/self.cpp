#define CAF_SUITE tidy_self
#include "caf/test/unit_test.hpp"
#include "checks.hpp"

using namespace parley;

namespace {

tidy::source_tree tree_of(std::vector<std::pair<std::string, std::string>> files) {
  tidy::source_tree tree;
  for (auto& [path, text] : files) {
    tidy::source_file file{path, text, {}};
    std::size_t from = 0;
    for (auto to = text.find('\n'); to != std::string::npos; to = text.find('\n', from)) {
      file.lines.push_back(text.substr(from, to - from));
      from = to + 1;
    }
    tree.files.push_back(std::move(file));
  }
  return tree;
}

std::size_t count(tidy::findings (*check)(const tidy::source_tree&),
                  std::vector<std::pair<std::string, std::string>> files) {
  return check(tree_of(std::move(files))).size();
}

const std::string once = "#pragma once\n";

}  // namespace

CAF_TEST(include_edges) {
  const std::pair<std::string, std::string> store{"include/parley/storage/store.hpp", once};
  const std::pair<std::string, std::string> ids{"include/parley/base/ids.hpp", once};
  const std::pair<std::string, std::string> inner{"src/base/inner.hpp", once};
  const struct {
    std::string from;
    std::string line;
    std::size_t expected;
  } table[] = {
      {"src/storage/a.cpp", "#include \"parley/base/ids.hpp\"\n", 0},
      {"src/base/a.cpp", "#include \"parley/storage/store.hpp\"\n", 1},
      {"src/config/a.cpp", "#include \"parley/storage/store.hpp\"\n", 1},
      {"src/frontends/http/a.cpp", "#include \"parley/storage/store.hpp\"\n", 1},
      {"src/tools/a.cpp", "#include \"parley/storage/store.hpp\"\n", 1},
      {"src/runtime/a.cpp", "#include \"parley/storage/store.hpp\"\n", 0},
      {"src/testing/a.cpp", "#include \"parley/storage/store.hpp\"\n", 0},
      {"actors/a.cpp", "#include \"parley/storage/store.hpp\"\n", 0},
      {"include/parley/base/a.hpp", "#include \"base/inner.hpp\"\n", 1},
      {"src/base/a.cpp", "#include \"parley/base/nothing.hpp\"\n", 1},
      {"src/base/ids.cpp", "#include <string>\n#include \"parley/base/ids.hpp\"\n", 1},
      {"src/base/ids.cpp", "#include \"parley/base/ids.hpp\"\n#include <string>\n", 0},
      {"src/storage/a.cpp", "#include <caf/all.hpp>\n", 1},
      {"src/protocol/a.cpp", "#include <caf/all.hpp>\n", 0},
      {"actors/a.cpp", "#include <caf/io/all.hpp>\n", 1},
      {"src/frontends/http/api/a.cpp", "#include <boost/beast.hpp>\n", 1},
      {"src/frontends/http/transport/a.cpp", "#include <boost/beast.hpp>\n", 0},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.from << ": " << entry.line);
    CAF_CHECK_EQUAL(count(tidy::check_includes, {store, ids, inner, {entry.from, entry.line}}),
                    entry.expected);
  }
}

CAF_TEST(banned_names) {
  const struct {
    std::string path;
    std::string text;
    std::size_t expected;
  } table[] = {
      {"actors/a.cpp",
       "using namespace "
       "caf;\n",
       1},
      {"tests/x/a.cpp",
       "std::this_thread::sleep"
       "_for(1s);\n",
       1},
      {"src/a.cpp",
       "// TO"
       "DO later\n",
       1},
      {"src/storage/a.cpp",
       "std::"
       "cout << 1;\n",
       1},
      {"src/tools/a.cpp",
       "std::"
       "cout << 1;\n",
       0},
      {"examples/a.sh",
       "cd /ro"
       "ot/x\n",
       1},
      {"src/base/a.hpp", "int x;\n", 1},
      {"src/base/a.cpp", "int asleep = 1;\n", 0},
  };
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.path << ": " << entry.text);
    CAF_CHECK_EQUAL(count(tidy::check_names, {{entry.path, entry.text}}), entry.expected);
  }
}

CAF_TEST(sizes_and_the_top) {
  CAF_CHECK_EQUAL(count(tidy::check_layout, {{"src/a.cpp", std::string(15360, 'x')}}), 0u);
  CAF_CHECK_EQUAL(count(tidy::check_layout, {{"src/a.cpp", std::string(15361, 'x')}}), 1u);
  CAF_CHECK_EQUAL(count(tidy::check_layout, {{"tests/a.cpp", std::string(99999, 'x')}}), 0u);
  tidy::source_tree tree;
  tree.top_entries = {"src", "junk.txt"};
  CAF_CHECK_EQUAL(tidy::check_layout(tree).size(), 1u);
}

CAF_TEST(unbuilt_files) {
  const std::string list = "parley_layer(x SOURCES a.cpp sub/b.cpp)\n";
  const struct {
    std::string path;
    std::size_t expected;
  } table[] = {{"src/x/a.cpp", 0}, {"src/x/sub/b.cpp", 0}, {"src/x/b.cpp", 1}, {"src/x/aa.cpp", 1}};
  for (const auto& entry : table) {
    CAF_MESSAGE(entry.path);
    CAF_CHECK_EQUAL(count(tidy::check_unbuilt, {{"src/x/CMakeLists.txt", list}, {entry.path, ""}}),
                    entry.expected);
  }
  CAF_CHECK_EQUAL(count(tidy::check_unbuilt, {{"tests/CMakeLists.txt", "foreach(f base domain)\n"},
                                              {"tests/storage/CMakeLists.txt", ""}}),
                  1u);
}
