#include <optional>
#include <regex>

#include "checks.hpp"

namespace parley::tidy {

namespace fs = std::filesystem;

namespace {

struct layer {
  std::string_view name;
  int level;
};

// A layer knows those of a smaller number. Two of one number don't know each other.
constexpr layer layers[] = {
    {"base", 0},      {"domain", 1},   {"context", 2},    {"cluster", 2},
    {"telemetry", 2}, {"config", 2},   {"redis", 2},      {"storage", 3},
    {"models", 3},    {"protocol", 4}, {"actors", 5},     {"frontends", 6},
    {"runtime", 7},   {"tools", 8},    {"simulation", 8}, {"testing", 8},
};

// Edges that the numbers allow and the architecture does not.
constexpr struct {
  std::string_view from;
  std::string_view to;
  std::string_view why;
} forbidden[] = {
    {"frontends", "storage", "the values of a store come to front ends by protocol's headers"},
    {"frontends", "models", "front ends know protocol, domain and layers 0 to 2"},
    {"frontends", "actors", "front ends know the actors' interfaces only (protocol)"},
    {"tools", "storage", "tools open stores only through runtime"},
    {"tools", "actors", "tools talk to the runtime"},
};

// Libraries that live in few rooms.
constexpr struct {
  std::string_view library;
  std::string_view rooms[8];
} homes[] = {
    {"caf/io/", {"src/frontends", "src/cluster", "src/runtime"}},
    {"caf/",
     {"src/protocol", "include/parley/protocol", "actors", "src/frontends", "src/runtime",
      "include/parley/runtime", "src/testing/simulation"}},
    {"boost/beast", {"src/frontends/http/transport"}},
    {"boost/asio", {"src/frontends/http/transport"}},
    {"boost/program_options", {"src/config", "src/tools"}},
    {"sqlite3.h", {"src/storage/language", "src/storage/sqlite", "src/testing"}},
    {"libpq-fe.h", {"src/storage/postgres"}},
    {"hiredis/", {"src/redis"}},
    {"curl/", {"src/models/openai"}},
};

bool in_product(const source_file& file) {
  return file.below("src") || file.below("include") || file.below("actors");
}

const layer* layer_of(const std::string& path) {
  std::string_view rest{path};
  for (const std::string_view root : {"include/parley/", "src/"}) {
    if (rest.starts_with(root)) rest.remove_prefix(root.size());
  }
  const auto name = rest.substr(0, rest.find('/'));
  for (const auto& known : layers) {
    if (known.name == name) return &known;
  }
  return nullptr;
}

/// The file of ours that an include names, if it is one.
const source_file* resolve(const source_tree& tree, const source_file& from,
                           const std::string& name) {
  const auto beside = (fs::path(from.path).parent_path() / name).lexically_normal();
  if (const auto* found = tree.find(beside.generic_string())) return found;
  for (const std::string root : {"include/", "src/", ""}) {
    if (const auto* found = tree.find(root + name)) return found;
  }
  return nullptr;
}

std::optional<std::string> bad_edge(const source_file& from, const source_file& to) {
  if (from.below("include") && !to.below("include"))
    return "a public header includes a private one";
  const auto* lower = layer_of(to.path);
  const auto* upper = layer_of(from.path);
  if (!lower || !upper || lower->name == upper->name) return std::nullopt;
  const std::string edge = std::string{upper->name} + " includes " + std::string{lower->name};
  if (upper->name == "testing" && lower->level <= 3) return std::nullopt;
  if (lower->level >= upper->level) return edge + ", which is not below it";
  for (const auto& rule : forbidden) {
    if (rule.from == upper->name && rule.to == lower->name) {
      return edge + ": " + std::string{rule.why};
    }
  }
  return std::nullopt;
}

std::optional<std::string> bad_library(const source_file& from, const std::string& name) {
  for (const auto& home : homes) {
    if (!name.starts_with(home.library)) continue;
    std::string allowed;
    for (const auto room : home.rooms) {
      if (room.empty()) break;
      if (from.below(room)) return std::nullopt;
      allowed += (allowed.empty() ? "" : ", ") + std::string{room};
    }
    return name + " is for " + allowed + " only";
  }
  return std::nullopt;
}

/// The header that a source file implements: the same stem beside it or in the public folder.
const source_file* own_header(const source_tree& tree, const source_file& file) {
  fs::path header{file.path};
  header.replace_extension(".hpp");
  if (const auto* found = tree.find(header.generic_string())) return found;
  const auto path = header.generic_string();
  if (!path.starts_with("src/")) return nullptr;
  return tree.find("include/parley/" + path.substr(4));
}

}  // namespace

findings check_includes(const source_tree& tree) {
  static const std::regex directive(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  findings found;
  for (const auto& file : tree.files) {
    if (!in_product(file) || !(file.ends(".cpp") || file.ends(".hpp"))) continue;
    const auto* own = file.ends(".cpp") ? own_header(tree, file) : nullptr;
    bool first = true;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      std::smatch match;
      if (!std::regex_search(file.lines[i], match, directive)) continue;
      const std::string name = match[2];
      const bool quoted = match[1] == "\"";
      const auto* target = quoted ? resolve(tree, file, name) : nullptr;
      if (own && first && target != own) {
        found.push_back({file.path, i + 1, "includes its own header " + own->path + " not first"});
      }
      first = false;
      if (target) {
        if (auto why = bad_edge(file, *target)) found.push_back({file.path, i + 1, *why});
      } else if (name.starts_with("parley/")) {
        found.push_back({file.path, i + 1, "there is no " + name});
      } else if (auto why = bad_library(file, name)) {
        found.push_back({file.path, i + 1, *why});
      }
    }
  }
  return found;
}

}  // namespace parley::tidy
