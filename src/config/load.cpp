#include "parley/config/load.hpp"

#include <set>
#include <string_view>

#include "ini_file.hpp"
#include "parley/config/options.hpp"

extern char** environ;

namespace parley::config {

namespace {

constexpr std::string_view variable_prefix = "PARLEY_";

/// Sets one value and remembers its origin; an error says where the value came from.
base::result<void> take(loaded& into, const std::string& name, const std::string& value,
                        const std::string& origin, const std::string& shown_origin) {
  auto done = set(into.values, name, value);
  if (!done) {
    auto error = done.error();
    error.text += " (set by " + shown_origin + ")";
    return base::fail(std::move(error));
  }
  into.origins[name] = origin;
  return {};
}

base::result<void> take_file(loaded& into, const std::string& path) {
  auto entries = read_ini_file(path);
  if (!entries) return base::fail(entries.error());
  for (const auto& entry : *entries) {
    const auto origin = path + ":" + std::to_string(entry.line);
    if (auto done = take(into, entry.name, entry.value, origin, origin); !done) return done;
  }
  return {};
}

base::result<void> take_environment(loaded& into, const environment& variables) {
  std::map<std::string, std::string> names;
  std::set<std::string> sections;
  for (const auto& o : options()) {
    const auto variable = o.variable();
    names.emplace(variable, o.name());
    sections.insert(variable.substr(0, variable.find('_', variable_prefix.size()) + 1));
  }
  for (const auto& [variable, value] : variables) {
    if (!variable.starts_with(variable_prefix)) continue;
    const auto section = variable.substr(0, variable.find('_', variable_prefix.size()) + 1);
    if (!sections.contains(section)) continue;
    const auto name = names.find(variable);
    if (name == names.end()) {
      return base::fail(base::errc::unknown_field, variable,
                        "there is no setting for the environment variable " + variable +
                            "; `parley config` lists them all");
    }
    auto done = take(into, name->second, value, variable, "environment variable " + variable);
    if (!done) return done;
  }
  return {};
}

}  // namespace

environment process_environment() {
  environment variables;
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view text{*entry};
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

base::result<loaded> load(const flags& command_line, const environment& variables) {
  loaded result;
  if (command_line.file) {
    if (auto done = take_file(result, *command_line.file); !done) return base::fail(done.error());
  }
  if (auto done = take_environment(result, variables); !done) return base::fail(done.error());
  for (const auto& [name, value] : command_line.values) {
    auto done = take(result, name, value, "flag", "flag --" + name);
    if (!done) return base::fail(done.error());
  }
  return result;
}

}  // namespace parley::config
