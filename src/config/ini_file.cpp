#include "ini_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <string_view>

namespace parley::config {

namespace {

std::string trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return std::string{text.substr(first, text.find_last_not_of(blanks) - first + 1)};
}

auto bad_line(const std::string& path, int line, const std::string& why) {
  return base::fail(base::errc::invalid_argument, "",
                    path + ":" + std::to_string(line) + ": " + why);
}

}  // namespace

base::result<std::vector<ini_entry>> read_ini_file(const std::string& path) {
  std::ifstream in(path);
  if (!in) {
    return base::fail(base::errc::invalid_argument, "",
                      "cannot read the configuration file " + path + ": " + std::strerror(errno));
  }
  std::vector<ini_entry> entries;
  std::map<std::string, int> seen;
  std::string section;
  std::string raw;
  for (int line = 1; std::getline(in, raw); ++line) {
    const auto text = trimmed(raw);
    if (text.empty() || text.front() == '#' || text.front() == ';') continue;
    if (text.front() == '[') {
      if (text.back() != ']') return bad_line(path, line, "a section is written `[section]`");
      section = trimmed(std::string_view{text}.substr(1, text.size() - 2));
      continue;
    }
    const auto equals = text.find('=');
    if (equals == std::string::npos || section.empty()) {
      return bad_line(path, line, "expected `key = value` below a `[section]`");
    }
    ini_entry entry{section + "." + trimmed(text.substr(0, equals)),
                    trimmed(text.substr(equals + 1)), line};
    const auto [first, fresh] = seen.emplace(entry.name, line);
    if (!fresh) {
      return bad_line(path, line,
                      entry.name + " is set twice, first in line " + std::to_string(first->second));
    }
    entries.push_back(std::move(entry));
  }
  if (in.bad()) return bad_line(path, 0, "cannot be read to its end");
  return entries;
}

}  // namespace parley::config
