#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::models::extractive {

/// The scalar members of one object of a JSON text, in its order, values as they are written there
/// (strings without quotes). Null members and blank strings are not among them; the scalars of a
/// list are one member.
struct record {
  std::string name;  ///< of the nearest member that holds it, empty for the outermost
  std::vector<std::pair<std::string, std::string>> fields;
};

/// The objects of a JSON text in the order in which they begin, at most 500 of them. nullopt when
/// the text as a whole is no JSON object or list. `left_out` says which members to pass over.
std::optional<std::vector<record>> read_records(
    std::string_view text, const std::function<bool(const std::string&)>& left_out);

}  // namespace parley::models::extractive
