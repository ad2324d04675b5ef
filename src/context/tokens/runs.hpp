#pragma once

#include <cstddef>
#include <string_view>

namespace parley::context {

/// Reads the form in which tables over code points are kept: runs of a sign, a capital letter, and
/// a length in base 36 with small letters, absent for 1. Calls `use(sign, length)` for each.
template <class Use>
void for_each_run(std::string_view runs, Use use) {
  for (std::size_t i = 0; i < runs.size();) {
    const char sign = runs[i++];
    std::size_t length = 0;
    for (; i < runs.size() && !(runs[i] >= 'A' && runs[i] <= 'Z'); ++i) {
      const auto digit = runs[i] <= '9' ? runs[i] - '0' : runs[i] - 'a' + 10;
      length = length * 36 + static_cast<std::size_t>(digit);
    }
    use(sign, length == 0 ? 1 : length);
  }
}

}  // namespace parley::context
