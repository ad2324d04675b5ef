#include <algorithm>
#include <string_view>

#include "parley/config/load.hpp"
#include "parley/config/options.hpp"

namespace parley::config {

namespace {

constexpr std::string_view hidden = "***";

/// A URI without its password, which is between the user and the host, or a parameter.
std::string without_password(std::string value) {
  const auto scheme = value.find("://");
  if (scheme == std::string::npos) return value;
  const auto start = scheme + 3;
  const auto end = std::min(value.find_first_of("/?", start), value.size());
  const auto at = value.rfind('@', end);
  const auto colon = value.find(':', start);
  if (at != std::string::npos && at > start && colon < at)
    value.replace(colon + 1, at - colon - 1, hidden);
  constexpr std::string_view parameter = "password=";
  for (auto place = value.find(parameter); place != std::string::npos;
       place = value.find(parameter, place + 1)) {
    const auto from = place + parameter.size();
    value.replace(from, std::min(value.find('&', from), value.size()) - from, hidden);
  }
  return value;
}

}  // namespace

std::vector<effective_value> effective(const loaded& from) {
  std::vector<effective_value> all;
  for (const auto& o : options()) {
    const auto origin = from.origins.find(o.name());
    all.push_back({o.name(), without_password(value_of(from.values, o.name())),
                   origin == from.origins.end() ? "default" : origin->second});
  }
  return all;
}

}  // namespace parley::config
