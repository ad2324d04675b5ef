#include "frontends/actions/parameters.hpp"

#include <algorithm>
#include <string>

namespace parley::frontends::actions {

using base::errc;

namespace {

constexpr std::string_view metadata_prefix = "metadata.";

bool fits(std::string_view allowed, const std::string& name) {
  if (!allowed.ends_with('*')) return allowed == name;
  allowed.remove_suffix(1);
  return name.size() > allowed.size() && name.starts_with(allowed);
}

std::string listed(std::initializer_list<std::string_view> names) {
  if (names.size() == 0) return "The data must be {}.";
  std::string text = "Allowed:";
  for (const auto name : names) text.append(text.back() == ':' ? " " : ", ").append(name);
  return text + ".";
}

}  // namespace

base::result<gateway::parameter_list> read_parameters(
    const domain::json& data, std::initializer_list<std::string_view> allowed) {
  gateway::parameter_list list;
  for (const auto& [name, value] : data.items()) {
    const auto is_it = [&name = name](std::string_view one) { return fits(one, name); };
    if (std::none_of(allowed.begin(), allowed.end(), is_it))
      return base::fail(errc::unknown_field, name, "The field is not known. " + listed(allowed));
    if (name.starts_with(metadata_prefix))
      list.emplace_back(name, domain::canonical(value));
    else if (value.is_string())
      list.emplace_back(name, value.get<std::string>());
    else if (value.is_number_integer())
      list.emplace_back(name, value.dump());
    else if (!value.is_null())
      return base::fail(errc::invalid_argument, name,
                        "The field must be a text or a whole number.");
  }
  return list;
}

}  // namespace parley::frontends::actions
