#include "parley/config/load.hpp"
#include "parley/config/options.hpp"

namespace parley::config {

std::vector<effective_value> effective(const loaded& from) {
  std::vector<effective_value> all;
  for (const auto& o : options()) {
    const auto origin = from.origins.find(o.name());
    all.push_back({o.name(), value_of(from.values, o.name()),
                   origin == from.origins.end() ? "default" : origin->second});
  }
  return all;
}

}  // namespace parley::config
