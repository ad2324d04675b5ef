#include <algorithm>
#include <string_view>

#include "parley/config/load.hpp"
#include "parley/config/options.hpp"

namespace parley::config {

namespace {

constexpr std::string_view hidden = "***";

}  // namespace

std::string without_password(std::string uri) {
  const auto scheme = uri.find("://");
  if (scheme == std::string::npos) return uri;
  const auto start = scheme + 3;
  const auto end = std::min(uri.find_first_of("/?", start), uri.size());
  const auto at = uri.rfind('@', end);
  const auto colon = uri.find(':', start);
  if (at != std::string::npos && at > start && colon < at)
    uri.replace(colon + 1, at - colon - 1, hidden);
  constexpr std::string_view parameter = "password=";
  for (auto place = uri.find(parameter); place != std::string::npos;
       place = uri.find(parameter, place + 1)) {
    const auto from = place + parameter.size();
    uri.replace(from, std::min(uri.find('&', from), uri.size()) - from, hidden);
  }
  return uri;
}

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
