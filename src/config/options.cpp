#include "parley/config/options.hpp"

#include "table.hpp"

namespace parley::config {

std::string option::variable() const {
  std::string result = "PARLEY_";
  for (const char c : name()) {
    const bool lower = c >= 'a' && c <= 'z';
    result += c == '.' ? '_' : lower ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return result;
}

const std::vector<option>& options() {
  static const std::vector<option> all = [] {
    std::vector<option> shown;
    for (const auto& r : table()) shown.push_back(r.shown);
    return shown;
  }();
  return all;
}

base::result<void> set(settings& into, const std::string& name, const std::string& value) {
  const row* found = find_row(name);
  if (!found) {
    return base::fail(base::errc::unknown_field, name,
                      "there is no setting '" + name + "'; `parley config` lists them all");
  }
  if (!found->assign(into, value)) {
    // What has a user in it may have a password, wherever it stands.
    const auto shown = value.find('@') == std::string::npos ? " cannot be '" + value + "'"
                                                            : " cannot be what was given";
    return base::fail(base::errc::invalid_argument, name,
                      name + shown + "; allowed: " + found->shown.allowed);
  }
  return {};
}

std::string value_of(const settings& from, const std::string& name) {
  const row* found = find_row(name);
  return found ? found->text(from) : std::string{};
}

}  // namespace parley::config
