#pragma once

#include <string>
#include <vector>

namespace parley::config {

/// The words of a setting that is a list: between commas, without blanks around them; none is empty.
std::vector<std::string> split_list(const std::string& value);

}  // namespace parley::config
