#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace parley::models::extractive {

/// The names of facts that are kept elsewhere, compared by their letters and digits without
/// case. Of a dotted key the last part counts too: `user.email` leaves out a member `email`.
class external_names {
 public:
  explicit external_names(const std::vector<std::string>& keys);

  bool has(std::string_view name) const;

  /// Whether the sentence is `NAME: ...` with one of the names.
  bool is_label_of(std::string_view sentence) const;

  /// The text with an empty line in place of each that is so labelled.
  std::string without_labelled(std::string_view text) const;

 private:
  std::unordered_set<std::string> names_;
};

}  // namespace parley::models::extractive
